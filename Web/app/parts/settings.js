import { h, icon } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { durationsFor, modesFor, pathOf } from '../core/catalogue.js';
import { knownModel, modelsFor, obstacle } from '../core/offers.js';
import { sizesFor, stillAspects } from '../core/stills.js';
import { offersBrush, offersCamera, offersPresets } from '../core/motion.js';
import { change } from '../core/draft.js';
import { Brush } from './brush.js';
import { cameraWords, openCamera } from './camera.js';
import { picker, slider } from './controls.js';

/// The settings that stand below the words, for each product.

const clipAspects = ['16:9', '9:16', '1:1'];

export function settingsOf(draft) {
  if (draft.product === 'picture') return pictureSettings(draft);
  if (draft.product === 'canvas') return [counts(draft, 9, 'pictures')];
  if (draft.product === 'effect') return [counts(draft, 4, 'clips'), h('p', { class: 'quiet-text small-text' }, t('effectLead'))];
  return clipSettings(draft);
}

/// Whether there is anything under "More".
export function hasMore(draft) {
  const known = knownModel(draft);
  if (draft.product === 'picture') return known?.path === 'generations' || !!known?.hasSeries;
  return draft.product === 'clip' && !!(known?.negative_prompt || known?.guidance || draft.extends);
}

export function moreOf(draft) {
  const known = knownModel(draft);
  const negative = h('label', { class: 'field' }, h('span', {}, t('negative')), h('textarea', { rows: 2, maxlength: 2500, placeholder: t('negativeHint'), dataset: { setting: 'negative' }, oninput: (event) => change({ negative: event.target.value }) }, draft.negative));
  if (draft.product === 'picture') {
    const isGiven = draft.references.length > 0;
    return [
      known?.path === 'generations' && !isGiven && negative,
      known?.path === 'generations' && isGiven && slider('fidelity', t('fidelity'), draft.fidelity, t('fidelityEnds'), (fidelity) => change({ fidelity })),
      known?.about && isGiven && h('div', { class: 'field' }, h('span', {}, t('about')), picker('about', t('about'), [...(known.about === 'needed' ? [] : [['', t('about.whole')]]), ['subject', t('about.subject')], ['face', t('about.face')]], draft.about, (about) => change({ about }))),
      known?.hasSeries && h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: draft.isSeries, dataset: { setting: 'series' }, onchange: (event) => change({ isSeries: event.target.checked }) }), h('span', {}, t('series'), h('small', {}, t('seriesLead')))),
    ];
  }
  const isMoved = offersCamera(draft) || offersBrush(draft);
  return [negative, !isMoved && !draft.extends && h('p', { class: 'quiet-text small-text hint' }, t('motionNeeds'), ' ', h('button', { type: 'button', class: 'link', onclick: () => change({ model: 'kling-v1', last: null }) }, t('useModel', { model: 'kling-v1' }))), known?.guidance && !draft.extends && slider('guidance', t('guidance'), draft.guidance, t('guidanceEnds'), (guidance) => change({ guidance }))];
}

function modelPicker(draft) {
  const list = modelsFor(draft).length ? modelsFor(draft) : [{ name: draft.model }];
  return picker('model', t('model'), list.map((one) => {
    const why = one.paths || one.path ? obstacle(one, draft) : null;
    return [one.name, why ? `${one.name} · ${t(`obstacle.${why}`)}` : one.name, !!why];
  }), draft.model, (model) => change({ model }));
}

const counts = (draft, most, kind) => picker('count', t('count'), Array.from({ length: most }, (_, i) => [String(i + 1), t(`times.${kind}`, { n: i + 1 })]), String(draft.count), (value) => change({ count: Number(value) }));

function clipSettings(draft) {
  const known = knownModel(draft);
  const isShaped = draft.first || (draft.last && pathOf(draft) === 'image2video') || draft.extends;
  const modes = known && !draft.extends ? modesFor(known, draft) : [];
  return [
    !draft.extends && modelPicker(draft),
    modes.length > 1 && picker('mode', t('mode'), modes.map((one) => [one.mode, t(`mode.${one.mode}`, { size: one.resolution })]), draft.mode, (mode) => change({ mode })),
    known && !draft.extends && picker('seconds', t('length'), durationsFor(known, draft).map((n) => [String(n), t('secondsShort', { n })]), String(draft.seconds), (value) => change({ seconds: Number(value) })),
    !isShaped && shapes(draft),
    ...motionButtons(draft),
    counts(draft, 4, 'clips'),
  ];
}

/// Camera and motion brush, where the model has them.
function motionButtons(draft) {
  const button = (name, words, work) => h('button', { type: 'button', class: 'pill', 'aria-haspopup': 'dialog', dataset: { setting: name }, onclick: work }, icon(name), t(name), words ? h('b', {}, words) : null);
  return [
    offersCamera(draft) && button('camera', draft.camera && cameraWords(draft.camera), () => openCamera({ camera: draft.camera, picture: draft.first, hasPresets: offersPresets(draft), done: (camera) => change(camera ? { camera, brush: null, last: null } : { camera }) })),
    offersBrush(draft) && button('brush', draft.brush && t('brushOf', { n: draft.brush.regions.length }), (event) => {
      if (!draft.first) return event.target.closest('kn-composer').refuse(t('brushNeedsFrame'));
      return new Brush({ picture: draft.first, brush: draft.brush, done: (brush) => change(brush ? { brush, camera: null, last: null } : { brush }) });
    }),
  ];
}

function shapes(draft) {
  return h('fieldset', { class: 'aspects' }, h('legend', { class: 'unseen' }, t('aspect')), clipAspects.map((name) =>
    h('label', { title: name }, h('input', { type: 'radio', name: 'aspect', value: name, checked: draft.aspect === name, dataset: { setting: `aspect-${name}` }, onchange: () => change({ aspect: name }) }),
      h('i', { class: `shape shape-${name.replace(':', '-')}` }), h('span', {}, name))));
}

function pictureSettings(draft) {
  const known = knownModel(draft);
  return [
    modelPicker(draft),
    known && picker('size', t('size'), sizesFor(known, draft).map((size) => [size, t(`size.${size}`)]), draft.size, (size) => change({ size })),
    known && picker('shape', t('aspect'), stillAspects(known, draft).map((one) => [one, one === 'auto' ? t('aspect.auto') : one]), draft.aspect, (aspect) => change({ aspect })),
    counts(draft, 9, 'pictures'),
  ];
}

/// The button that shows the rest.
export function moreButton(draft, isOpen, toggle) {
  return h('button', { type: 'button', class: 'pill', 'aria-expanded': String(isOpen), 'aria-controls': 'composer-more', dataset: { setting: 'more' }, onclick: toggle },
    icon('more'), t('more'), draft.negative || draft.isSeries ? h('i', { class: 'dot' }) : null);
}
