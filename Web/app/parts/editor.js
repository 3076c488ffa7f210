import { h } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { round } from './controls.js';

/// A large place over everything in which something is drawn on a picture.
///
/// - Parameters: `stage` and `tools` are elements; `done` may say in a sentence why it is not done yet; `left` is told when it
///   is closed either way.
export function openEditor({ title, lead, stage, tools, done, left, doneWords = t('done') }) {
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const finish = async () => {
    const objection = await done();
    problem.textContent = objection ?? '';
    problem.hidden = !objection;
    if (!objection) dialog.close();
  };
  const dialog = h('dialog', { class: 'editor', 'aria-label': title, onclose: () => { dialog.remove(); left?.(); } },
    h('div', { class: 'editor-head' }, h('h2', {}, title), h('p', { class: 'quiet-text' }, lead), round('close', t('close'), () => dialog.close())),
    h('div', { class: 'editor-stage' }, stage),
    h('div', { class: 'editor-tools' }, tools, problem, h('div', { class: 'editor-foot' }, h('button', { type: 'button', class: 'secondary', onclick: () => dialog.close() }, t('leaveAsItWas')), h('button', { type: 'button', class: 'primary', onclick: finish }, doneWords))));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
