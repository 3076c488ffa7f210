import { Part, h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { archive, save } from '../core/export.js';
import { favouritesChanged, isFavourite } from '../core/favourites.js';
import { sentence } from '../core/errors.js';
import { compare, mostCompared } from '../parts/compare.js';
import { picker, surely } from '../parts/controls.js';
import { say } from '../parts/shell.js';
import * as tasks from '../core/tasks.js';
import { libraryTabs } from '../parts/library-tabs.js';
import '../parts/card.js';

/// Everything that was made. Only the cards that can be seen are there, however many clips there are.
class Library extends Part {
  begin() {
    this.filter = { words: '', state: 'succeeded', model: '', since: '', kind: '', isFavourite: false };
    this.chosen = null; // keys, while some are chosen
    this.shown = new Map();
    this.search = h('input', { type: 'search', placeholder: t('searchHint'), 'aria-label': t('search'), oninput: () => this.set({ words: this.search.value.trim().toLowerCase() }) });
    this.models = h('select', { 'aria-label': t('model'), onchange: () => this.set({ model: this.models.value }) });
    const states = h('fieldset', { class: 'tabs' }, h('legend', { class: 'unseen' }, t('state')), ['succeeded', 'unfinished', 'failed', ''].map((state) =>
      h('label', {}, h('input', { type: 'radio', name: 'state', value: state, checked: state === this.filter.state, onchange: () => this.set({ state }) }), h('span', {}, t(`show.${state || 'all'}`)))));
    const times = h('select', { 'aria-label': t('made'), onchange: () => this.set({ since: times.value }) }, ['', '1', '7', '30'].map((days) => h('option', { value: days }, days ? t('lastDays', { n: Number(days) }) : t('anyTime'))));
    const kinds = picker('kind', t('kind'), ['', 'clips', 'pictures'].map((kind) => [kind, t(`kind.${kind || 'all'}`)]), '', (kind) => this.set({ kind }));
    const favourites = h('button', { type: 'button', class: 'pill', 'aria-pressed': 'false', title: t('favouritesHere'), onclick: () => { this.set({ isFavourite: !this.filter.isFavourite }); favourites.setAttribute('aria-pressed', String(this.filter.isFavourite)); } }, icon('star'), t('favourites'));
    this.chooser = h('button', { type: 'button', class: 'pill', 'aria-pressed': 'false', onclick: () => this.choosing(!this.chosen) }, icon('select'), t('choose'));
    this.bar = h('div', { class: 'choice-bar', role: 'toolbar', 'aria-label': t('choose'), hidden: true });
    this.count = h('p', { class: 'quiet-text count', role: 'status' });
    this.grid = h('div', { class: 'grid', role: 'list', 'aria-label': t('library') });
    this.empty = h('section', { class: 'hero small' }, h('h2'), h('p'), h('a', { class: 'primary', href: '#/create' }, t('makeOne'), icon('arrow')));
    this.port = h('div', { class: 'stage', onscroll: () => this.draw() }, h('div', { class: 'page-head' }, h('h1', {}, t('library')), libraryTabs('library'), h('span', { class: 'spring' }), this.count),
      h('div', { class: 'tools', role: 'search' }, h('span', { class: 'search' }, icon('search'), this.search), states, kinds, h('span', { class: 'pill picker' }, this.models), h('span', { class: 'pill picker' }, times), favourites, this.chooser), this.empty, this.grid);
    this.append(this.port, this.bar);
    this.during(favouritesChanged.listen(() => { if (this.filter.isFavourite) this.find(); }));
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
    const { words, state, model, since, kind, isFavourite: isMarked } = this.filter;
    const earliest = since ? Date.now() - Number(since) * 86_400_000 : 0;
    const every = tasks.all();
    this.list = every.filter((task) => {
      if (state === 'unfinished' ? !tasks.isUnfinished(task) : state === 'failed' ? !['failed', 'cancelled'].includes(task.state) : state && task.state !== state) return false;
      if (task.createdAt < earliest || (model && tasks.modelOf(task) !== model)) return false;
      if ((kind && (kind === 'pictures') !== !!task.isImage) || (isMarked && !isFavourite(task))) return false;
      return words.split(/\s+/).every((word) => tasks.readable(task).toLowerCase().includes(word));
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

  choosing(isOn) {
    this.chosen = isOn ? new Set() : null;
    this.chooser.setAttribute('aria-pressed', String(isOn));
    this.toggleAttribute('data-choosing', isOn);
    this.draw();
    this.showBar();
  }

  choose(key, isChosen) {
    if (isChosen) this.chosen.add(key);
    else this.chosen.delete(key);
    this.showBar();
  }

  /// What can be done with those that are chosen.
  showBar() {
    this.bar.hidden = !this.chosen;
    if (!this.chosen) return;
    const list = () => [...this.chosen].map(tasks.find).filter(Boolean);
    const { size } = this.chosen;
    const button = (sign, key, work, isOff) => h('button', { type: 'button', class: 'secondary', disabled: isOff, onclick: work }, icon(sign), h('span', {}, t(key)));
    this.bar.replaceChildren(
      h('b', { role: 'status' }, t('chosen', { n: size })),
      h('button', { type: 'button', class: 'link', onclick: () => { this.chosen = new Set(this.list.filter((task) => task.state === 'succeeded').map((task) => task.key)); this.draw(); this.showBar(); } }, t('chooseAll')),
      h('span', { class: 'spring' }),
      button('compare', 'compare', () => (size < 2 || size > mostCompared ? say(t('compareNeeds'), 'bad') : compare(list())), !size),
      button('download', 'downloadMany', (event) => this.download(list(), event.currentTarget), !size),
      surely(button('trash', 'deleteMany', undefined, !size), ['deleteMany', 'reallyDelete'], () => this.remove(list())),
      h('button', { type: 'button', class: 'link', onclick: () => { this.choosing(false); this.chooser.focus(); } }, t('stopChoosing')));
  }

  async download(list, button) {
    button.disabled = true;
    try {
      const blob = await archive(list, (done, all) => { button.lastChild.textContent = t('archiving', { done, all }); });
      save(blob, `kinora ${new Date().toISOString().slice(0, 10)}.zip`);
      say(t('archived', { n: list.reduce((sum, task) => sum + task.outputs.length, 0) }), 'good');
    } catch (error) { say(sentence(error).text, 'bad'); }
    this.showBar();
  }

  async remove(list) {
    const [pictures, clips] = [list.filter((task) => task.isImage), list.filter((task) => !task.isImage)];
    let count = 0;
    try {
      for (const task of clips) {
        await tasks.remove(task);
        this.chosen.delete(task.key);
        count += 1;
      }
    } catch (error) { say(sentence(error).text, 'bad'); }
    if (count) say(t('deletedMany', { n: count }), 'good');
    if (pictures.length) say(t('picturesLeft', { n: pictures.length }), 'bad');
    this.showBar();
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
        card.addEventListener('choose', (event) => this.choose(key, event.detail));
        this.shown.set(key, card);
      }
      card.style.width = `${side}px`;
      card.style.height = `${height}px`;
      card.style.transform = `translate(${(index % columns) * (side + gap)}px, ${Math.floor(index / columns) * (height + gap)}px)`;
      card.setAttribute('aria-setsize', this.list.length);
      card.setAttribute('aria-posinset', index + 1);
      card.setChoice(this.chosen && task.state === 'succeeded' ? this.chosen.has(task.key) : null);
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
