import { h } from '../core/dom.js';
import { t } from '../core/i18n.js';

/// What the library has: what was made, and elements.
export const libraryTabs = (current) => h('nav', { class: 'tabs', 'aria-label': t('library') }, ['library', 'elements'].map((name) =>
  h('a', { href: `#/${name}`, 'aria-current': name === current ? 'page' : null }, h('span', {}, t(name === 'library' ? 'madeThings' : 'elements')))));
