import { Part, h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { scenes } from '../core/contract.js';
import { change, getDraft } from '../core/draft.js';
import { sceneOf } from '../core/stills.js';
import './slot.js';

/// Scenes to choose from, and the one or two pictures that are put into the chosen one. Event: "file" with {file, index}.
class Scenes extends Part {
  begin() {
    this.search = h('input', { type: 'search', placeholder: t('searchScenes'), 'aria-label': t('searchScenes'), oninput: () => this.find() });
    this.options = scenes.map((one) => h('label', { class: 'pill scene-name', dataset: { words: `${one.name.replaceAll('_', ' ')} ${t(`scene.${one.name}`)}`.toLowerCase() } },
      h('input', { type: 'radio', name: 'scene', value: one.name, 'aria-label': one.pictures > 1 ? t('sceneOfTwo', { name: t(`scene.${one.name}`) }) : t(`scene.${one.name}`), onchange: () => this.put({ scene: one.name }) }), t(`scene.${one.name}`), one.pictures > 1 ? h('span', { class: 'pair', 'aria-hidden': 'true' }, icon('picture'), icon('picture')) : ''));
    this.slots = h('div', { class: 'slots', role: 'group', 'aria-label': t('pictures') });
    this.append(this.slots, h('div', { class: 'scene-choice' }, h('span', { class: 'search' }, icon('search'), this.search), h('fieldset', { class: 'scenes' }, h('legend', { class: 'unseen' }, t('scenes')), this.options)));
    this.show();
  }

  get effect() { return getDraft().effect ?? { scene: '', pictures: [null, null] }; }
  put(fields) { change({ effect: { ...this.effect, ...fields } }); }
  setPicture(index, picture) { this.put({ pictures: [0, 1].map((i) => (i === index ? picture : this.effect.pictures[i] ?? null)) }); }

  show() {
    if (!this.slots) return;
    const { scene, pictures } = this.effect;
    for (const option of this.options) option.firstChild.checked = option.firstChild.value === scene;
    const count = sceneOf({ effect: this.effect })?.pictures ?? 1;
    const shown = [count, pictures[0]?.key, pictures[1]?.key].join();
    if (this.shown === shown) return;
    this.shown = shown;
    this.slots.replaceChildren(...Array.from({ length: count }, (_, index) => {
      const slot = h('kn-slot', { label: t(count > 1 ? `effectPicture.${index + 1}` : 'effectPicture'), sign: 'picture' });
      slot.picture = pictures[index] ?? null;
      slot.addEventListener('files', (event) => this.dispatchEvent(new CustomEvent('file', { detail: { file: event.detail[0], index } })));
      slot.addEventListener('clear', () => this.setPicture(index, null));
      return slot;
    }));
  }

  find() {
    const words = this.search.value.trim().toLowerCase();
    for (const option of this.options) option.hidden = !option.dataset.words.includes(words);
  }
}
customElements.define('kn-scenes', Scenes);
