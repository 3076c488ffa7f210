import { Part, h, icon } from '../core/dom.js';
import { number, t } from '../core/i18n.js';
import { catalogueChanged, durationsFor, isLoaded, model, models, modesFor, obstacle, pathOf, price } from '../core/catalogue.js';
import { change, draftChanged, getDraft, recipeOfDraft } from '../core/draft.js';
import { filesOf, take } from '../core/pictures.js';
import { order } from '../core/tasks.js';
import { sentence } from '../core/errors.js';
import { say } from './shell.js';
import './prompt.js';
import './slot.js';

const aspects = ['16:9', '9:16', '1:1'];
const mostReferences = 7;

/// Where clips are ordered: words, pictures, settings, what it costs, and the button.
class Composer extends Part {
  begin() {
    this.prompt = h('kn-prompt');
    this.prompt.addEventListener('change', (event) => change({ prompt: event.detail }));
    this.prompt.addEventListener('submit', () => this.make());
    this.prompt.addEventListener('pick', () => this.add.open());
    this.prompt.addEventListener('pictures', (event) => this.place(event.detail));
    this.slots = h('div', { class: 'slots', role: 'group', 'aria-label': t('pictures') });
    this.first = this.slot('first', 'first');
    this.last = this.slot('last', 'last');
    this.add = h('kn-slot', { label: t('reference'), sign: 'plus', class: 'adder' });
    this.add.addEventListener('files', (event) => this.addReferences(event.detail));
    this.chips = h('div', { class: 'references' });
    this.from = h('div', { class: 'extends', hidden: true });
    this.slots.append(this.first, this.last, this.chips, this.add);
    this.settings = h('div', { class: 'settings', role: 'group', 'aria-label': t('settings') });
    this.more = h('div', { class: 'more', id: 'composer-more', hidden: true });
    this.problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    this.price = h('span', { class: 'price', 'aria-live': 'polite' });
    this.button = h('button', { class: 'primary make', type: 'submit', 'aria-keyshortcuts': 'Control+Enter Meta+Enter' }, h('span', {}, t('make')), icon('up'));
    this.form = h('form', { class: 'composer', 'aria-label': t('composer'), onsubmit: (event) => { event.preventDefault(); this.make(); },
      ondragover: (event) => { if (event.dataTransfer.types.includes('Files')) { event.preventDefault(); this.form.dataset.over = ''; } },
      ondragleave: (event) => { if (!this.form.contains(event.relatedTarget)) delete this.form.dataset.over; },
      ondrop: (event) => { delete this.form.dataset.over; const files = filesOf(event.dataTransfer); if (files.length) { event.preventDefault(); this.place(files); } } },
      this.from, h('div', { class: 'composer-top' }, this.slots, this.prompt), this.problem, this.more, h('div', { class: 'composer-foot' }, this.settings, h('div', { class: 'go' }, this.price, this.button)));
    this.append(this.form);
    // On a phone it is one line until it is used.
    this.form.addEventListener('focusin', () => { this.form.dataset.open = ''; });
    const elsewhere = (event) => { if (!this.form.contains(event.target)) delete this.form.dataset.open; };
    document.addEventListener('pointerdown', elsewhere);
    this.during(() => document.removeEventListener('pointerdown', elsewhere));
    const paste = (event) => {
      const files = filesOf(event.clipboardData);
      if (files.length && !event.defaultPrevented) { event.preventDefault(); this.place(files); }
    };
    document.addEventListener('paste', paste);
    this.during(() => document.removeEventListener('paste', paste));
    this.during(draftChanged.listen((changes) => {
      for (const [key, values] of changes) say(t(key, values));
      this.show();
    }));
    this.during(catalogueChanged.listen(() => change({})));
    this.show();
    if (isLoaded()) change({});
  }

  slot(name, sign) {
    const slot = h('kn-slot', { label: t(`${name}Frame`), sign });
    slot.addEventListener('files', (event) => this.setFrame(name, event.detail[0]));
    slot.addEventListener('clear', () => change({ [name]: null }));
    return slot;
  }

  async taking(work) {
    try { await work(); } catch (error) { this.refuse(sentence(error).text); }
  }

  setFrame(name, file) {
    return this.taking(async () => {
      const picture = await take(file);
      change({ [name]: picture, extends: null });
      if (picture.enlarged) say(t('enlarged', { width: picture.width, height: picture.height }));
    });
  }

  addReferences(files) {
    return this.taking(async () => {
      for (const file of files) {
        const { references } = getDraft();
        if (references.length >= mostReferences) throw new Error('tooManyReferences');
        change({ references: [...references, await take(file)], extends: null });
        this.prompt.insertReference(references.length);
      }
    });
  }

  /// Pictures that came from anywhere: the first is the first frame, the next the last, others are references.
  async place(files) {
    for (const file of files) {
      const draft = getDraft();
      if (!draft.first && !draft.references.length) await this.setFrame('first', file);
      else if (!draft.last && !draft.references.length) await this.setFrame('last', file);
      else await this.addReferences([file]);
    }
  }

  removeReference(index) {
    const { references, prompt } = getDraft();
    const words = prompt.replace(/<<<image_(\d+)>>>\s?/g, (whole, n) => (Number(n) - 1 === index ? '' : Number(n) - 1 > index ? whole.replace(n, Number(n) - 1) : whole));
    change({ references: references.filter((_, i) => i !== index), prompt: words });
  }

  show() {
    const draft = getDraft();
    const known = model(draft.model);
    this.problem.hidden = true;
    this.prompt.show(draft.prompt, draft.references);
    for (const name of ['first', 'last']) if (this[name].picture?.key !== draft[name]?.key) this[name].show(draft[name]);
    this.showReferences(draft);
    this.slots.hidden = !!draft.extends;
    this.from.hidden = !draft.extends;
    this.from.replaceChildren(icon('extend'), t('extending'), h('button', { type: 'button', class: 'link', onclick: () => change({ extends: null }) }, t('stopExtending')));
    const focused = document.activeElement?.dataset?.setting;
    this.settings.replaceChildren(...this.controls(draft, known));
    this.showMore(draft, known);
    if (focused) this.querySelector(`[data-setting="${focused}"]`)?.focus();
    this.showPrice(draft);
    this.form.toggleAttribute('data-busy', !!(draft.prompt || draft.first || draft.last || draft.references.length || draft.extends));
  }

  showReferences(draft) {
    const keys = draft.references.map((one) => one.key).join();
    if (this.shownKeys === keys) return;
    this.shownKeys = keys;
    this.chips.replaceChildren(...draft.references.map((one, index) => {
      const slot = h('kn-slot', { label: t('pictureN', { n: index + 1 }), class: 'reference' });
      slot.picture = one;
      slot.addEventListener('clear', () => this.removeReference(index));
      slot.addEventListener('files', (event) => this.taking(async () => {
        const picture = await take(event.detail[0]);
        change({ references: getDraft().references.map((old, i) => (i === index ? picture : old)) });
      }));
      return slot;
    }));
  }

  controls(draft, known) {
    const isExtending = !!draft.extends;
    const path = pathOf(draft);
    const isShaped = draft.first || draft.last && path === 'image2video' || isExtending;
    const names = models().length ? models() : [{ name: draft.model, paths: [], modes: [] }];
    const choices = names.map((one) => {
      const why = one.paths.length ? obstacle(one, draft) : null;
      return [one.name, why ? `${one.name} · ${t(`obstacle.${why}`)}` : one.name, !!why];
    });
    const set = [];
    if (!isExtending) {
      set.push(picker('model', t('model'), choices, draft.model, (value) => change({ model: value })));
      const modes = known ? modesFor(known, draft) : [];
      if (modes.length > 1) set.push(picker('mode', t('mode'), modes.map((one) => [one.mode, t(`mode.${one.mode}`, { size: one.resolution })]), draft.mode, (value) => change({ mode: value })));
      if (known) set.push(picker('seconds', t('length'), durationsFor(known, draft).map((n) => [String(n), t('secondsShort', { n })]), String(draft.seconds), (value) => change({ seconds: Number(value) })));
    }
    if (!isShaped) set.push(this.aspects(draft));
    set.push(picker('count', t('count'), [1, 2, 3, 4].map((n) => [String(n), t('times', { n })]), String(draft.count), (value) => change({ count: Number(value) })));
    const isOpen = !this.more.hidden;
    if (known?.negative_prompt || known?.guidance || isExtending) {
      set.push(h('button', { type: 'button', class: 'pill', 'aria-expanded': String(isOpen), 'aria-controls': 'composer-more', dataset: { setting: 'more' }, onclick: () => { this.more.hidden = !this.more.hidden; this.show(); this.more.querySelector('textarea')?.focus(); } },
        icon('more'), t('more'), draft.negative ? h('i', { class: 'dot' }) : null));
    } else this.more.hidden = true;
    return set;
  }

  aspects(draft) {
    return h('fieldset', { class: 'aspects' }, h('legend', { class: 'unseen' }, t('aspect')), aspects.map((name) =>
      h('label', { title: name }, h('input', { type: 'radio', name: 'aspect', value: name, checked: draft.aspect === name, dataset: { setting: `aspect-${name}` }, onchange: () => change({ aspect: name }) }),
        h('i', { class: `shape shape-${name.replace(':', '-')}` }), h('span', {}, name))));
  }

  showMore(draft, known) {
    if (this.more.contains(document.activeElement) && this.more.firstChild) return this.moreValues(draft);
    this.more.replaceChildren(
      h('label', { class: 'field' }, h('span', {}, t('negative')), h('textarea', { rows: 2, maxlength: 2500, placeholder: t('negativeHint'), dataset: { setting: 'negative' }, oninput: (event) => change({ negative: event.target.value }) }, draft.negative)),
      known?.guidance && !draft.extends ? h('label', { class: 'field range' }, h('span', {}, t('guidance'), ' ', h('output', {}, number(draft.guidance))), h('input', { type: 'range', min: '0', max: '1', step: '0.05', value: String(draft.guidance), dataset: { setting: 'guidance' }, oninput: (event) => change({ guidance: Number(event.target.value) }) }), h('small', {}, t('guidanceEnds'))) : '');
  }

  moreValues(draft) {
    const output = this.more.querySelector('output');
    if (output) output.textContent = number(draft.guidance);
  }

  showPrice(draft) {
    const one = price(draft);
    this.price.replaceChildren(one === null ? '' : h('b', {}, number(one * draft.count)), one === null ? '' : h('span', {}, t('creditsWord', { n: one * draft.count })));
  }

  refuse(text) {
    this.problem.textContent = text;
    this.problem.hidden = false;
  }

  async make() {
    const recipe = recipeOfDraft();
    const known = model(recipe.model);
    recipe.prompt = recipe.prompt.trim();
    const hasFrames = recipe.first || recipe.last;
    if (!recipe.prompt && !recipe.extends && (!hasFrames || recipe.references.length || known?.prompt_needed)) {
      this.refuse(t(hasFrames ? 'promptNeededHere' : 'error.promptMissing'));
      return this.prompt.focusEnd();
    }
    if ([...recipe.prompt].length > 2500) return this.refuse(t('error.promptTooLong'));
    if (known && obstacle(known, recipe)) return this.refuse(t(`obstacleLong.${obstacle(known, recipe)}`));
    this.button.disabled = true;
    try {
      await order(recipe, getDraft().count);
      this.dispatchEvent(new Event('ordered', { bubbles: true }));
      if (recipe.extends) change({ extends: null, prompt: '' });
    } catch (error) { this.refuse(sentence(error).text); }
    this.button.disabled = false;
  }
}
customElements.define('kn-composer', Composer);

/// A choice that looks like a pill and is the browser's own.
function picker(name, label, choices, value, set) {
  const select = h('select', { 'aria-label': label, dataset: { setting: name }, onchange: () => set(select.value) },
    choices.map(([id, words, isOff]) => h('option', { value: id, disabled: isOff, selected: id === value }, words)));
  return h('span', { class: `pill picker picker-${name}` }, h('small', {}, label), select);
}
