import { Part, h, icon } from '../core/dom.js';
import { language, languages, number, remember, setLanguage, t } from '../core/i18n.js';
import { get } from '../core/api.js';
import { announce, wake } from '../core/notices.js';
import { connection, ended, isOnline, readable, refresh } from '../core/tasks.js';
import '../pages/create.js';
import '../pages/library.js';
import '../pages/element-list.js';
import '../pages/account.js';
import '../pages/operator.js';
import { who } from '../core/session.js';
import './player.js';

const pages = { create: 'kn-create', library: 'kn-library', elements: 'kn-elements', account: 'kn-account', operator: 'kn-operator' };
const isOperator = () => who()?.role === 'administrator';
const places = () => ['create', 'library', 'account', ...(isOperator() ? ['operator'] : [])];
/// The place that a page without one belongs to.
const placeOf = { elements: 'library' };

/// The frame of every page: the way between pages, theme, language, what is left of the credits, and news.
class Shell extends Part {
  begin() {
    this.main = h('main', { id: 'main', tabIndex: -1 });
    this.news = h('div', { class: 'news', role: 'status', 'aria-live': 'polite' });
    this.credits = h('a', { class: 'credits', href: '#/account' });
    this.offline = h('p', { class: 'offline', role: 'status' });
    this.links = places().map((name) => h('a', { class: 'place', href: `#/${name}`, dataset: { name } }, icon(name), h('span', {}, t(name))));
    this.append(
      h('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); this.main.focus(); } }, t('skip')),
      h('header', { class: 'rail' },
        h('a', { class: 'mark', href: '#/create', 'aria-label': 'Kinora' }, h('span', { class: 'mark-image' })),
        h('nav', { 'aria-label': t('places') }, this.links),
        h('div', { class: 'rail-end' }, this.credits, themeButton(), languageButton())),
      this.offline, this.main, this.news, h('kn-player'));
    for (const kind of ['pointerdown', 'keydown']) this.addEventListener(kind, wake);
    const route = () => this.route();
    window.addEventListener('hashchange', route);
    this.during(() => window.removeEventListener('hashchange', route));
    this.during(connection.listen(() => this.showConnection()));
    this.during(ended.listen((task) => {
      this.countCredits();
      const words = readable(task).slice(0, 60);
      if (!['succeeded', 'failed'].includes(task.state)) return;
      const isGood = task.state === 'succeeded';
      const text = !isGood ? t(task.isImage ? 'pictureFailed' : 'clipFailed') : words ? t('clipDoneOf', { words }) : t(task.isImage ? 'pictureDone' : 'clipDone');
      this.say(text, isGood ? 'good' : 'bad');
      announce(text, isGood);
    }));
    // A link that has ended: new ones are asked for, once a minute at most.
    this.addEventListener('stale', () => {
      if (Date.now() - (this.refreshedAt ?? 0) < 60_000) return;
      this.refreshedAt = Date.now();
      refresh().catch(() => {});
    });
    this.showConnection();
    this.countCredits();
    this.route(true);
  }

  route(isFirst) {
    const name = location.hash.slice(2).split('/')[0];
    const page = name in pages && (name !== 'operator' || isOperator()) ? name : 'create';
    if (this.page === page) return;
    this.page = page;
    for (const link of this.links) {
      if (link.dataset.name === (placeOf[page] ?? page)) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${t(page)} · Kinora`;
    const put = () => this.main.replaceChildren(h(pages[page]));
    this.main.dataset.page = page;
    put();
    if (!isFirst) this.main.focus({ preventScroll: true });
  }

  showConnection() {
    this.offline.textContent = isOnline() ? '' : t('offline');
    this.offline.hidden = isOnline();
  }

  /// What is left of all packs that can be used now.
  async countCredits() {
    try {
      const { resource_pack_subscribe_infos: packs } = await get(`/account/costs?start_time=0&end_time=${Date.now()}`);
      const left = packs.filter((pack) => pack.status === 'online').reduce((sum, pack) => sum + pack.remaining_quantity, 0);
      this.credits.replaceChildren(h('b', {}, number(left, left < 1000 ? 2 : 0)), h('span', {}, t('creditsLeft')));
    } catch { /* The figure is told when it can be had. */ }
  }

  /// Tells something for a while. - Parameter kind: "good", "bad" or nothing.
  say(text, kind = '') {
    const note = h('p', { class: `note ${kind}` }, icon(kind === 'bad' ? 'warning' : 'check'), text);
    this.news.append(note);
    setTimeout(() => note.remove(), kind === 'bad' ? 9000 : 5000);
  }
}
customElements.define('kn-shell', Shell);

export const say = (text, kind) => document.querySelector('kn-shell')?.say(text, kind);

export function themeButton() {
  const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const button = h('button', { class: 'round', type: 'button' });
  const show = () => {
    button.replaceChildren(icon(isDark() ? 'sun' : 'moon'));
    button.setAttribute('aria-label', t(isDark() ? 'toLight' : 'toDark'));
    button.title = t(isDark() ? 'toLight' : 'toDark');
  };
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    remember('kinora-theme', theme);
    show();
  });
  show();
  return button;
}

export function languageButton() {
  const [name, words] = languages.find(([one]) => one !== language());
  return h('button', { class: 'round words', type: 'button', lang: name, title: words, 'aria-label': words, onclick: () => setLanguage(name) }, name === 'zh' ? '中' : 'EN');
}
