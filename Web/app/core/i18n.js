import { Subject } from './dom.js';
import en from '../words/en.js';
import zh from '../words/zh.js';

const words = { en, zh };
export const languages = [['en', 'English'], ['zh', '中文']];
export const languageChanged = new Subject();

let current = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';

export const language = () => current;

export function setLanguage(name) {
  current = name;
  document.documentElement.lang = name === 'zh' ? 'zh-CN' : 'en';
  remember('kinora-language', name);
  languageChanged.tell(name);
}

export function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* Storage is full or forbidden: it holds until the page goes. */ }
}

/// The words of a key, with {names} replaced. English has a form for one: 'clips.one'.
export function t(key, values = {}) {
  const table = words[current];
  const text = (values.n === 1 ? table[`${key}.one`] : undefined) ?? table[key] ?? words.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === 'number' ? number(values[name]) : values[name] ?? ''));
}

export const has = (key) => key in words.en;

export const number = (value, digits = 2) => new Intl.NumberFormat(current, { maximumFractionDigits: digits }).format(value);

export function when(milliseconds) {
  const date = new Date(milliseconds);
  const seconds = (Date.now() - milliseconds) / 1000;
  const relative = new Intl.RelativeTimeFormat(current, { numeric: 'auto' });
  if (seconds < 60) return t('justNow');
  if (seconds < 3600) return relative.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 43200) return relative.format(-Math.round(seconds / 3600), 'hour');
  return new Intl.DateTimeFormat(current, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(date);
}

export const day = (milliseconds) => new Intl.DateTimeFormat(current, { year: 'numeric', month: 'short', day: 'numeric' }).format(new Date(milliseconds));

export function span(seconds) {
  if (seconds < 1) return t('lessThanSecond');
  if (seconds < 90) return t('seconds', { n: Math.round(seconds) });
  return t('minutes', { n: Math.round(seconds / 60) });
}
