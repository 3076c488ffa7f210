import { Part, h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';
import * as tasks from '../core/tasks.js';
import { libraryTabs } from '../parts/library-tabs.js';
import '../parts/card.js';

/// Everything that was made. Only the cards that can be seen are there, however many clips there are.
class Library extends Part {
  begin() {
    this.filter = { words: '', state: 'succeeded', model: '', since: '' };
    this.shown = new Map();
    this.search = h('input', { type: 'search', placeholder: t('searchHint'), 'aria-label': t('search'), oninput: () => this.set({ words: this.search.value.trim().toLowerCase() }) });
    this.models = h('select', { 'aria-label': t('model'), onchange: () => this.set({ model: this.models.value }) });
    const states = h('fieldset', { class: 'tabs' }, h('legend', { class: 'unseen' }, t('state')), ['succeeded', 'unfinished', 'failed', ''].map((state) =>
      h('label', {}, h('input', { type: 'radio', name: 'state', value: state, checked: state === this.filter.state, onchange: () => this.set({ state }) }), h('span', {}, t(`show.${state || 'all'}`)))));
    const times = h('select', { 'aria-label': t('made'), onchange: () => this.set({ since: times.value }) }, ['', '1', '7', '30'].map((days) => h('option', { value: days }, days ? t('lastDays', { n: Number(days) }) : t('anyTime'))));
    this.count = h('p', { class: 'quiet-text count', role: 'status' });
    this.grid = h('div', { class: 'grid', role: 'list', 'aria-label': t('library') });
    this.empty = h('section', { class: 'hero small' }, h('h2'), h('p'), h('a', { class: 'primary', href: '#/create' }, t('makeOne'), icon('arrow')));
    this.port = h('div', { class: 'stage', onscroll: () => this.draw() }, h('div', { class: 'page-head' }, h('h1', {}, t('library')), libraryTabs('library'), h('span', { class: 'spring' }), this.count),
      h('div', { class: 'tools', role: 'search' }, h('span', { class: 'search' }, icon('search'), this.search), states, h('span', { class: 'pill picker' }, this.models), h('span', { class: 'pill picker' }, times)), this.empty, this.grid);
    this.append(this.port);
    const sizes = new ResizeObserver(() => this.draw());
    sizes.observe(this.port);
    this.during(() => sizes.disconnect());
    let isDue = false;
    this.during(tasks.changed.listen(({ task }) => {
      if (task && this.shown.get(task.key)) this.shown.get(task.key).show(task);
      if (!isDue) {
        isDue = true;
        requestAnimationFrame(() => { isDue = false; this.find(); });
      }
    }));
    this.find();
  }

  set(fields) {
    Object.assign(this.filter, fields);
    this.port.scrollTop = 0;
    this.find();
  }

  find() {
    const { words, state, model, since } = this.filter;
    const earliest = since ? Date.now() - Number(since) * 86_400_000 : 0;
    const every = tasks.all();
    this.list = every.filter((task) => {
      if (state === 'unfinished' ? !tasks.isUnfinished(task) : state === 'failed' ? !['failed', 'cancelled'].includes(task.state) : state && task.state !== state) return false;
      if (task.createdAt < earliest || (model && tasks.modelOf(task) !== model)) return false;
      return words.split(/\s+/).every((word) => tasks.promptOf(task).toLowerCase().includes(word));
    });
    // Words stand in what the server says of each clip, so a search asks for those that are not known yet.
    if (words || model) for (const task of every) tasks.describe(task);
    const names = [...new Set(every.map(tasks.modelOf).filter(Boolean))].sort();
    if (names.join() !== this.names) {
      this.names = names.join();
      this.models.replaceChildren(h('option', { value: '' }, t('anyModel')), ...names.map((name) => h('option', { value: name, selected: name === model }, name)));
    }
    this.count.textContent = this.list.length ? t('clips', { n: this.list.length }) : '';
    this.empty.hidden = this.list.length > 0;
    this.grid.hidden = !this.list.length;
    const isFiltered = every.length > 0;
    this.empty.querySelector('h2').textContent = t(isFiltered ? 'nothingFound' : 'libraryEmpty');
    this.empty.querySelector('p').textContent = t(isFiltered ? 'nothingFoundLead' : 'libraryEmptyLead');
    this.draw();
  }

  /// Puts the cards of the rows in sight where they belong, and takes the others away.
  draw() {
    if (!this.list || this.grid.hidden) return;
    const width = this.grid.clientWidth;
    if (!width) return;
    const gap = 16;
    const columns = Math.max(2, Math.floor((width + gap) / (width < 640 ? 190 : 268)));
    const side = (width - gap * (columns - 1)) / columns;
    const height = Math.round(side * 0.75 + 84);
    const rows = Math.ceil(this.list.length / columns);
    this.grid.style.height = `${Math.max(rows * (height + gap) - gap, 0)}px`;
    const top = this.port.scrollTop - this.grid.offsetTop;
    const from = Math.max(0, Math.floor((top - height) / (height + gap))) * columns;
    const to = Math.min(this.list.length, (Math.ceil((top + this.port.clientHeight + height) / (height + gap)) + 1) * columns);
    const wanted = new Map(this.list.slice(from, to).map((task, i) => [task.key, from + i]));
    for (const [key, card] of this.shown) {
      if (wanted.has(key) || card.contains(document.activeElement)) continue;
      card.remove();
      this.shown.delete(key);
    }
    for (const [key, index] of wanted) {
      const task = this.list[index];
      let card = this.shown.get(key);
      if (!card) {
        card = h('kn-card', { class: 'in-grid' });
        card.task = task;
        this.shown.set(key, card);
      }
      card.style.width = `${side}px`;
      card.style.height = `${height}px`;
      card.style.transform = `translate(${(index % columns) * (side + gap)}px, ${Math.floor(index / columns) * (height + gap)}px)`;
      card.setAttribute('aria-setsize', this.list.length);
      card.setAttribute('aria-posinset', index + 1);
      if (!card.isConnected) {
        // In the order of the list, so that Tab goes that way.
        const next = [...this.grid.children].find((other) => Number(other.getAttribute('aria-posinset')) > index + 1);
        this.grid.insertBefore(card, next ?? null);
      }
    }
    if (to >= this.list.length && tasks.isThereMore() && !this.isLoading) {
      this.isLoading = true;
      tasks.loadMore().catch(() => {}).finally(() => { this.isLoading = false; });
    }
  }
}
customElements.define('kn-library', Library);
