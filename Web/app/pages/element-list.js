import { Part, h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { elementTags, elements, elementsChanged, loadElements, makeElement, mostElementName, mostElementWords, mostViews, removeElement, takeOffered } from '../core/elements.js';
import { change, getDraft } from '../core/draft.js';
import { take } from '../core/pictures.js';
import { sentence } from '../core/errors.js';
import { surely } from '../parts/controls.js';
import { libraryTabs } from '../parts/library-tabs.js';
import { say } from '../parts/shell.js';
import '../parts/slot.js';

/// An account's elements: made from a front and up to three more views, used in prompts, deleted.
class ElementList extends Part {
  begin() {
    this.front = null;
    this.views = [];
    this.problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    this.list = h('ul', { class: 'elements', 'aria-label': t('elements') });
    this.empty = h('section', { class: 'hero small', hidden: true }, h('h2', {}, t('elementsEmpty')), h('p', {}, t('elementsLead')), this.opener('primary'));
    this.form = this.makeForm();
    this.append(h('div', { class: 'stage' }, h('div', { class: 'page-head' }, h('h1', {}, t('library')), libraryTabs('elements'), h('span', { class: 'spring' }), this.opener('secondary')), this.form, this.empty, this.list));
    this.during(elementsChanged.listen(() => this.show()));
    loadElements().catch((error) => say(sentence(error).text, 'bad'));
    const offered = takeOffered();
    if (offered) {
      this.front = offered;
      this.open();
    }
    this.show();
  }

  opener(look) { return h('button', { type: 'button', class: `${look} new-element`, onclick: () => this.open() }, icon('plus'), t('newElement')); }

  open() {
    this.form.hidden = this.empty.hidden = false;
    this.showSlots();
    this.show();
    this.form.querySelector('input[name=name]').focus();
  }

  makeForm() {
    this.slots = h('div', { class: 'slots', role: 'group', 'aria-label': t('elementViews') });
    const field = (name, most, hint) => h('label', { class: 'field' }, h('span', {}, t(`element.${name}`)), h('input', { name, maxlength: most, autocomplete: 'off', placeholder: hint }));
    return h('form', { class: 'panel', hidden: true, 'aria-label': t('newElement'), onsubmit: (event) => this.make(event) }, h('h2', {}, t('newElement')), h('p', {}, t('elementsLead')), this.slots,
      h('div', { class: 'row fields' }, field('name', mostElementName, t('elementNameHint')), field('words', mostElementWords, t('elementWordsHint'))),
      h('fieldset', { class: 'row tags' }, h('legend', {}, t('element.kind')), elementTags.map((id) => h('label', { class: 'pill' }, h('input', { type: 'checkbox', name: 'tags', value: id }), t(`tag.${id}`)))),
      this.problem, h('div', { class: 'row' }, this.save = h('button', { type: 'submit', class: 'primary' }, t('makeElement')), h('button', { type: 'button', class: 'secondary', onclick: () => { this.form.hidden = true; this.show(); } }, t('leaveAsItWas'))));
  }

  showSlots() {
    const slot = (label, picture, set) => {
      const one = h('kn-slot', { label, sign: 'element' });
      one.picture = picture;
      one.addEventListener('files', (event) => this.taking(async () => { set(await take(event.detail[0])); this.showSlots(); }));
      one.addEventListener('clear', () => { set(null); this.showSlots(); });
      return one;
    };
    const views = Array.from({ length: Math.min(this.views.length + 1, mostViews) }, (_, i) => slot(t('viewN', { n: i + 1 }), this.views[i] ?? null, (picture) => { this.views = [...this.views.slice(0, i), ...(picture ? [picture] : []), ...this.views.slice(i + 1)]; }));
    this.slots.replaceChildren(slot(t('frontView'), this.front, (picture) => { this.front = picture; }), ...views);
  }

  async taking(work) {
    try { await work(); } catch (error) { this.refuse(sentence(error).text); }
  }

  refuse(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
  }

  async make(event) {
    event.preventDefault();
    this.refuse('');
    const { name, words } = Object.fromEntries(['name', 'words'].map((key) => [key, this.form.elements[key].value.trim()]));
    const missing = !this.front ? 'front' : !this.views.length ? 'view' : !name ? 'name' : !words ? 'words' : null;
    if (missing) {
      this.refuse(t(`elementMissing.${missing}`));
      return this.form.elements[missing]?.focus?.();
    }
    this.save.disabled = true;
    await this.taking(async () => {
      const tags = [...this.form.querySelectorAll('[name=tags]:checked')].map((box) => box.value);
      await makeElement({ name, words, front: this.front.key, views: this.views.map((one) => one.key), tags });
      this.form.reset();
      [this.front, this.views, this.form.hidden] = [null, [], true];
      say(t('elementMade', { name }), 'good');
      this.show();
    });
    this.save.disabled = false;
  }

  show() {
    this.empty.hidden = elements().length > 0 || !this.form.hidden;
    this.querySelector('.page-head .new-element').hidden = !this.empty.hidden || !this.form.hidden;
    this.list.replaceChildren(...elements().map((one) => h('li', { class: 'element' },
      h('div', { class: 'element-pictures' }, h('img', { src: one.front, alt: t('frontViewOf', { name: one.name }), loading: 'lazy' }), h('div', {}, one.views.map((url) => h('img', { src: url, alt: '', loading: 'lazy' })))),
      h('div', { class: 'element-words' }, h('h2', {}, one.name), h('p', {}, one.words), one.tags.length ? h('p', { class: 'quiet-text small-text' }, one.tags.map((id) => t(`tag.${id}`)).join(' · ')) : ''),
      h('div', { class: 'row' }, h('button', { type: 'button', class: 'secondary', onclick: () => this.use(one) }, icon('create'), t('useElement')),
        surely(h('button', { type: 'button', class: 'link danger', 'aria-label': t('deleteNamed', { name: one.name }) }, h('span', {}, t('delete'))), ['delete', 'reallyDelete'], async () => {
          try { await removeElement(one.id); say(t('deleted'), 'good'); } catch (error) { say(sentence(error).text, 'bad'); }
        })))));
  }

  use({ id, name }) {
    const { elements: used, prompt } = getDraft();
    const list = used.some((one) => one.id === id) ? used : [...used, { id, name }];
    change({ elements: list, extends: null, prompt: `${prompt.trimEnd()} <<<element_${list.findIndex((one) => one.id === id) + 1}>>> `.trimStart() });
    location.hash = '#/create';
    setTimeout(() => document.querySelector('kn-prompt')?.focusEnd(), 60);
  }
}
customElements.define('kn-elements', ElementList);
