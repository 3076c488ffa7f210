import { h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';

/// A choice that looks like a pill and is the browser's own. - Parameter choices: [id, words, isOff].
export function picker(name, label, choices, value, set) {
  const select = h('select', { 'aria-label': label, dataset: { setting: name }, onchange: () => set(select.value) },
    choices.map(([id, words, isOff]) => h('option', { value: id, disabled: isOff, selected: id === value }, words)));
  return h('span', { class: `pill picker picker-${name}` }, h('small', {}, label), select);
}

/// One of a few, all seen at once. - Parameter choices: [id, parts of its face].
export function tabs(name, label, choices, value, set, more = '') {
  return h('fieldset', { class: `tabs ${more}` }, h('legend', { class: 'unseen' }, label), choices.map(([id, ...face]) =>
    h('label', {}, h('input', { type: 'radio', name, value: id, checked: id === value, dataset: { setting: `${name}-${id}` }, onchange: () => set(id) }), h('span', {}, face))));
}

/// From 0 to 1, with what it means.
export function slider(name, label, value, ends, set) {
  const output = h('output', {}, value);
  return h('label', { class: 'field range' }, h('span', {}, label, ' ', output),
    h('input', { type: 'range', min: '0', max: '1', step: '0.05', value: String(value), dataset: { setting: name }, oninput: (event) => { output.textContent = event.target.value; set(Number(event.target.value)); } }), h('small', {}, ends));
}

/// Round, with a picture for a name.
export const round = (sign, label, work, more = {}) => h('button', { type: 'button', class: 'round', 'aria-label': label, title: label, onclick: work, ...more }, icon(sign));

/// Asks once more before something is gone for good. - Parameter words: keys of what it says before and after.
export function surely(button, [before, after], work) {
  const label = button.lastChild;
  button.onclick = async (event) => {
    if ('sure' in button.dataset) return work(event);
    button.dataset.sure = '';
    label.textContent = t(after);
    button.onblur = () => { delete button.dataset.sure; label.textContent = t(before); };
  };
  return button;
}
