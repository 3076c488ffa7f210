// Before anything is drawn: the theme and the language that were chosen, so that nothing flashes.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem('kinora-theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    const chosen = localStorage.getItem('kinora-language');
    root.lang = (chosen ?? navigator.language).startsWith('zh') ? 'zh-CN' : 'en';
  } catch { /* Storage that is forbidden: the browser's own choices hold. */ }
})();
