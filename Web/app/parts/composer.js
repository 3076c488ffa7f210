import { Part, h, icon } from '../core/dom.js';
import { number, t } from '../core/i18n.js';
import { catalogueChanged, isLoaded } from '../core/catalogue.js';
import { isStill, knownModel, obstacle, price, products } from '../core/offers.js';
import { change, draftChanged, getDraft, recipeOfDraft, turnTo } from '../core/draft.js';
import { elementOf, elementsChanged } from '../core/elements.js';
import { filesOf, take } from '../core/pictures.js';
import { mostFrameElements, mostReferences } from '../core/contract.js';
import { motionOf } from '../core/motion.js';
import { sceneOf } from '../core/stills.js';
import { areaOf } from '../core/recipes.js';
import { order } from '../core/tasks.js';
import { sentence } from '../core/errors.js';
import { say } from './shell.js';
import { tabs } from './controls.js';
import { hasMore, moreButton, moreOf, settingsOf } from './settings.js';
import './prompt.js';
import './slot.js';
import './canvas.js';
import './scenes.js';

/// Where clips and pictures are ordered: words, pictures, settings, what it costs, and the button.
class Composer extends Part {
  begin() {
    this.prompt = h('kn-prompt');
    this.prompt.addEventListener('change', (event) => change({ prompt: event.detail }));
    this.prompt.addEventListener('submit', () => this.make());
    this.prompt.addEventListener('pick', () => this.add.open());
    this.prompt.addEventListener('element', (event) => this.addElement(event.detail));
    this.prompt.addEventListener('pictures', (event) => this.place(event.detail));
    this.slots = h('div', { class: 'slots', role: 'group', 'aria-label': t('pictures') });
    this.first = this.slot('first', 'first');
    this.last = this.slot('last', 'last');
    this.add = h('kn-slot', { label: t('reference'), sign: 'plus', class: 'adder' });
    this.add.addEventListener('files', (event) => this.addReferences(event.detail));
    this.chips = h('div', { class: 'references' });
    this.canvas = h('kn-canvas');
    this.canvas.addEventListener('files', (event) => this.setCanvas(event.detail[0]));
    this.scenes = h('kn-scenes');
    this.scenes.addEventListener('file', ({ detail }) => this.taking(async () => this.scenes.setPicture(detail.index, await this.taken(detail.file))));
    this.from = h('div', { class: 'extends', hidden: true });
    this.slots.append(this.canvas, this.first, this.last, this.chips, this.add);
    this.waits = h('div', { class: 'waits' });
    this.kinds = h('div', { class: 'kinds' });
    this.settings = h('div', { class: 'settings', role: 'group', 'aria-label': t('settings') });
    this.more = h('div', { class: 'more', id: 'composer-more', hidden: true });
    this.problem = h('p', { class: 'problem', role: 'alert', hidden: true });
    this.price = h('span', { class: 'price', 'aria-live': 'polite' });
    this.button = h('button', { class: 'primary make', type: 'submit', 'aria-keyshortcuts': 'Control+Enter Meta+Enter' }, h('span', {}, t('make')), icon('up'));
    this.form = h('form', { class: 'composer', 'aria-label': t('composer'), onsubmit: (event) => { event.preventDefault(); this.make(); },
      ondragover: (event) => { if (event.dataTransfer.types.includes('Files')) { event.preventDefault(); this.form.dataset.over = ''; } },
      ondragleave: (event) => { if (!this.form.contains(event.relatedTarget)) delete this.form.dataset.over; },
      ondrop: (event) => { delete this.form.dataset.over; const files = filesOf(event.dataTransfer); if (files.length) { event.preventDefault(); this.place(files); } } },
      this.kinds, this.from, h('div', { class: 'composer-top' }, this.slots, this.prompt, this.scenes), this.waits, this.problem, this.more, h('div', { class: 'composer-foot' }, this.settings, h('div', { class: 'go' }, this.price, this.button)));
    this.append(this.form);
    // On a phone it is one line until it is used.
    this.form.addEventListener('focusin', () => { this.form.dataset.open = ''; });
    const elsewhere = (event) => { if (!this.form.contains(event.target)) delete this.form.dataset.open; };
    document.addEventListener('pointerdown', elsewhere);
    this.during(() => document.removeEventListener('pointerdown', elsewhere));
    const paste = (event) => {
      const files = filesOf(event.clipboardData);
      if (files.length && !event.defaultPrevented && !document.querySelector('dialog[open]')) { event.preventDefault(); this.place(files); }
    };
    document.addEventListener('paste', paste);
    this.during(() => document.removeEventListener('paste', paste));
    this.during(draftChanged.listen((changes) => {
      for (const [key, values] of changes) say(t(key, values));
      this.show();
    }));
    this.during(catalogueChanged.listen(() => change({})));
    this.during(elementsChanged.listen(() => { this.shownKeys = null; this.prompt.write(); this.show(); }));
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

  /// Takes a picture in, and says when it was enlarged.
  async taken(file) {
    const picture = await take(file);
    if (picture.enlarged) say(t('enlarged', { width: picture.width, height: picture.height }));
    return picture;
  }

  setFrame(name, file) { return this.taking(async () => change({ [name]: await this.taken(file), extends: null })); }
  setCanvas(file) {
    return this.taking(async () => {
      change({ canvas: { picture: await this.taken(file), up: 0, down: 0, left: 0, right: 0 } });
      this.canvas.edit();
    });
  }

  addReferences(files) {
    return this.taking(async () => {
      for (const file of files) {
        const { references, elements, product } = getDraft();
        if (references.length + elements.length >= mostReferences[product]) throw new Error(`tooManyReferences.${product}`);
        change({ references: [...references, await take(file)], extends: null });
        this.prompt.insertReference(references.length);
      }
    });
  }

  addElement({ id, name }) {
    return this.taking(async () => {
      const { references, elements, product } = getDraft();
      if (!elements.some((one) => one.id === id)) {
        if (references.length + elements.length >= mostReferences[product]) throw new Error(`tooManyReferences.${product}`);
        change({ elements: [...elements, { id, name }], extends: null });
      }
      this.prompt.insertElement(getDraft().elements.findIndex((one) => one.id === id));
    });
  }

  /// Pictures that came from anywhere. Of a clip the first is the first frame, the next the last, others are references.
  async place(files) {
    for (const file of files) {
      const draft = getDraft();
      if (draft.product === 'canvas') await this.setCanvas(file);
      else if (draft.product === 'effect') await this.taking(async () => this.scenes.setPicture(draft.effect?.pictures[0] && sceneOf(draft)?.pictures > 1 ? 1 : 0, await this.taken(file)));
      else if (draft.product === 'picture') await this.addReferences([file]);
      else if (!draft.first && !draft.references.length) await this.setFrame('first', file);
      else if (!draft.last && !draft.references.length) await this.setFrame('last', file);
      else await this.addReferences([file]);
    }
  }

  /// - Parameters: `list` is "references" or "elements", `name` what the prompt calls them.
  remove(list, name, index) {
    const draft = getDraft();
    const words = draft.prompt.replace(new RegExp(`<<<${name}_(\\d+)>>>\\s?`, 'g'), (whole, n) => (Number(n) - 1 === index ? '' : Number(n) - 1 > index ? whole.replace(n, Number(n) - 1) : whole));
    change({ [list]: draft[list].filter((_, i) => i !== index), prompt: words });
  }

  show() {
    const draft = getDraft();
    const { product } = draft;
    this.problem.hidden = true;
    this.form.dataset.product = product;
    this.showKinds(product);
    this.prompt.hidden = product === 'effect';
    this.scenes.hidden = product !== 'effect';
    this.scenes.show();
    this.prompt.takesElements = product !== 'canvas';
    this.prompt.show(draft.prompt, draft.references, draft.elements);
    this.prompt.hint(t({ clip: 'promptHint', picture: 'promptHint.picture', canvas: 'canvasHint', effect: 'promptHint' }[product]));
    for (const name of ['first', 'last']) if (this[name].picture?.key !== draft[name]?.key) this[name].show(draft[name]);
    this.first.hidden = this.last.hidden = product !== 'clip';
    this.chips.hidden = this.add.hidden = product === 'canvas' || product === 'effect';
    this.canvas.hidden = product !== 'canvas';
    if (product === 'canvas') this.canvas.show(draft.canvas);
    this.showReferences(draft);
    const isExtending = product === 'clip' && !!draft.extends;
    this.slots.hidden = isExtending || product === 'effect';
    this.from.hidden = !isExtending;
    this.from.replaceChildren(icon('extend'), t('extending'), h('button', { type: 'button', class: 'link', onclick: () => change({ extends: null }) }, t('stopExtending')));
    this.showWaiting(draft);
    this.showSettings(draft);
    this.showPrice(draft);
    this.form.toggleAttribute('data-busy', !!(draft.prompt || draft.first || draft.last || draft.references.length || draft.elements.length || draft.extends || draft.canvas || draft.effect));
  }

  showKinds(product) {
    if (this.shownKind === product) return;
    this.shownKind = product;
    const hasFocus = this.kinds.contains(document.activeElement);
    this.kinds.replaceChildren(tabs('product', t('product'), products.map((name) => [name, icon(name), t(`product.${name}`)]), product, (name) => turnTo(name)));
    if (hasFocus) this.kinds.querySelector(':checked').focus();
  }

  showReferences(draft) {
    const keys = [...draft.references.map((one) => one.key), ...draft.elements.map((one) => one.id)].join();
    if (this.shownKeys === keys) return;
    this.shownKeys = keys;
    this.chips.replaceChildren(...draft.references.map((one, index) => {
      const slot = h('kn-slot', { label: t('pictureN', { n: index + 1 }), class: 'reference' });
      slot.picture = one;
      slot.addEventListener('clear', () => this.remove('references', 'image', index));
      slot.addEventListener('files', (event) => this.taking(async () => {
        const picture = await take(event.detail[0]);
        change({ references: getDraft().references.map((old, i) => (i === index ? picture : old)) });
      }));
      return slot;
    }), ...draft.elements.map(({ id, name }, index) => h('div', { class: 'element-slot' },
      h('div', { class: 'slot' }, elementOf(id) ? h('img', { src: elementOf(id).front, alt: '' }) : icon('element'), h('span', { class: 'slot-name' }, name)),
      h('button', { type: 'button', class: 'slot-clear', 'aria-label': t('removeElement', { name }), onclick: () => this.remove('elements', 'element', index) }, icon('close')))));
  }

  /// What was set and has no effect as things stand is kept, and said.
  showWaiting(draft) {
    const waiting = draft.product === 'clip' ? ['camera', 'brush'].filter((name) => draft[name] && motionOf(draft) !== name) : [];
    this.waits.replaceChildren(...waiting.map((name) => h('p', {}, icon(name), h('span', {}, t(`waits.${name}`, { model: draft.model })), h('button', { type: 'button', class: 'link', onclick: () => change({ [name]: null }) }, t('takeOut')))));
  }

  showSettings(draft) {
    const focused = document.activeElement?.dataset?.setting;
    const isMore = hasMore(draft);
    if (!isMore) this.more.hidden = true;
    const toggle = () => { this.more.hidden = !this.more.hidden; this.show(); this.more.querySelector('textarea, input, select')?.focus(); };
    this.settings.replaceChildren(...settingsOf(draft).filter(Boolean), ...(isMore ? [moreButton(draft, !this.more.hidden, toggle)] : []));
    // What is being written in stays.
    if (!this.more.contains(document.activeElement)) this.more.replaceChildren(...moreOf(draft).filter(Boolean));
    if (focused) this.querySelector(`[data-setting="${focused}"]`)?.focus();
  }

  showPrice(draft) {
    const credits = price(recipeOfDraft());
    this.price.replaceChildren(...(credits === null ? [] : [h('b', {}, number(credits)), h('span', {}, t('creditsWord', { n: credits }))]));
  }

  refuse(text) {
    this.problem.textContent = text;
    this.problem.hidden = false;
  }

  /// Why this cannot be ordered, as a sentence; nothing where it can.
  objection(recipe) {
    const known = knownModel(recipe);
    if (recipe.product === 'canvas') {
      if (!recipe.canvas) return t('canvasMissing');
      return areaOf(recipe.canvas) === 1 ? t('canvasAsItWas') : null;
    }
    if (recipe.product === 'effect') {
      if (!recipe.effect.scene) return t('effectSceneMissing');
      const { length } = recipe.effect.pictures;
      return recipe.effect.pictures.filter(Boolean).length < length ? t(length > 1 ? 'effectPicturesMissing' : 'effectPictureMissing') : null;
    }
    const hasFrames = recipe.first || recipe.last;
    if (!recipe.prompt && !recipe.extends && (isStill(recipe) || !hasFrames || recipe.references.length || recipe.elements.length || known?.prompt_needed)) {
      return t(isStill(recipe) ? 'error.promptMissing.picture' : hasFrames ? 'promptNeededHere' : 'error.promptMissing');
    }
    if (!isStill(recipe) && hasFrames && recipe.elements.length > mostFrameElements) return t('tooManyElements');
    const why = known && obstacle(known, recipe);
    return why ? t(`obstacleLong.${why}`) : null;
  }

  async make() {
    if (getDraft().product === 'effect' && !getDraft().effect) return this.refuse(t('effectSceneMissing'));
    const recipe = recipeOfDraft();
    recipe.prompt = recipe.prompt.trim();
    const objection = [...recipe.prompt].length > 2500 ? t('error.promptTooLong') : this.objection(recipe);
    if (objection) {
      this.refuse(objection);
      if (!recipe.prompt && ['clip', 'picture'].includes(recipe.product)) this.prompt.focusEnd();
      return;
    }
    this.button.disabled = true;
    try {
      await order(recipe);
      this.dispatchEvent(new Event('ordered', { bubbles: true }));
      if (recipe.extends) change({ extends: null, prompt: '' });
    } catch (error) { this.refuse(sentence(error).text); }
    this.button.disabled = false;
  }
}
customElements.define('kn-composer', Composer);
