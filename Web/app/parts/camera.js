import { h } from '../core/dom.js';
import { number, t } from '../core/i18n.js';
import { cameraAxes, cameraPresets } from '../core/contract.js';
import { address } from '../core/pictures.js';
import { openEditor } from './editor.js';

const isStill = matchMedia('(prefers-reduced-motion: reduce)');

/// How a scene looks when the camera has moved: the camera stands where the transform's origin is, the scene goes the other way.
const ends = {
  horizontal: (a) => `translateX(${-a * 210}px)`, vertical: (a) => `translateY(${a * 130}px)`,
  pan: (a) => `rotateX(${a * 14}deg)`, tilt: (a) => `rotateY(${a * 20}deg)`, roll: (a) => `rotateZ(${-a * 30}deg)`, zoom: (a) => `scale(${1.45 ** -a})`,
  down_back: () => 'translate3d(0, -70px, -340px)', forward_up: () => 'translate3d(0, 90px, 260px)',
  left_turn_forward: () => 'translateZ(180px) rotateY(-17deg)', right_turn_forward: () => 'translateZ(180px) rotateY(17deg)',
};
const endOf = (camera) => (!camera ? 'none' : camera.type === 'simple' ? ends[camera.axis](camera.amount / 10) : ends[camera.type]());

/// A move in a few words.
export const cameraWords = (camera) => (camera.type === 'simple' ? t(`camera.${camera.axis}.${camera.amount < 0 ? 'less' : 'more'}`, { n: Math.abs(camera.amount) }) : t(`camera.${camera.type}`));

/// Chooses a move of the camera and shows it on a small scene, or on the first frame where there is one.
export function openCamera({ camera: now, picture, hasPresets, done }) {
  let camera = now;
  const sky = h('div', { class: 'scene-sky' });
  if (picture) {
    const image = h('img', { alt: '' });
    address(picture.key).then((url) => { if (url) image.src = url; });
    sky.append(image);
  }
  const world = h('div', { class: 'scene-world' }, sky, h('div', { class: 'scene-floor' }), [1, 2, 3, 4, 5].map((n) => h('i', { class: `scene-post post-${n}` })));
  const said = h('p', { class: 'scene-said', role: 'status' });
  const stage = h('div', { class: 'scene' }, world, h('div', { class: 'scene-lines', 'aria-hidden': 'true' }), said);

  const outputs = {};
  const axes = cameraAxes.map((axis) => {
    const input = h('input', { type: 'range', min: '-10', max: '10', step: '1', value: '0', dataset: { axis }, 'aria-label': t(`axis.${axis}`), oninput: () => set(Number(input.value) ? { type: 'simple', axis, amount: Number(input.value) } : null) });
    outputs[axis] = h('output');
    return h('div', { class: 'axis' }, h('span', { class: 'axis-name' }, t(`axis.${axis}`), outputs[axis]), h('span', { class: 'axis-track' }, input), h('span', { class: 'axis-ends', 'aria-hidden': 'true' }, h('small', {}, t(`axis.${axis}.less`)), h('small', {}, t(`axis.${axis}.more`))));
  });
  const presets = !hasPresets ? [] : cameraPresets.map((type) => h('button', { type: 'button', class: 'pill', dataset: { preset: type }, onclick: () => set({ type }) }, t(`camera.${type}`)));
  const none = h('button', { type: 'button', class: 'pill', onclick: () => set(null) }, t('camera.none'));

  /// Only one axis moves at a time, so the others go back.
  function set(value) {
    camera = value;
    for (const input of stage.closest('dialog')?.querySelectorAll('[data-axis]') ?? []) {
      const amount = camera?.axis === input.dataset.axis ? camera.amount : 0;
      if (Number(input.value) !== amount) input.value = amount;
      input.setAttribute('aria-valuetext', amount ? cameraWords({ type: 'simple', axis: input.dataset.axis, amount }) : t('camera.none'));
      outputs[input.dataset.axis].textContent = amount ? `${amount > 0 ? '+' : '−'}${number(Math.abs(amount))}` : '';
      input.style.setProperty('--from', `${Math.min(50, 50 + amount * 5)}%`);
      input.style.setProperty('--to', `${Math.max(50, 50 + amount * 5)}%`);
    }
    for (const button of presets) button.setAttribute('aria-pressed', String(camera?.type === button.dataset.preset));
    none.setAttribute('aria-pressed', String(!camera));
    said.textContent = camera ? cameraWords(camera) : t('camera.none');
    for (const animation of world.getAnimations()) animation.cancel();
    world.style.transform = isStill.matches ? endOf(camera) : 'none';
    if (camera && !isStill.matches) world.animate([{ transform: 'none' }, { transform: endOf(camera), offset: 0.85 }, { transform: endOf(camera) }], { duration: 3200, iterations: Infinity, easing: 'cubic-bezier(.4, 0, .5, 1)' });
  }

  openEditor({
    title: t('cameraTitle'), lead: t('cameraLead'), stage,
    tools: h('div', { class: 'tool-set' }, h('div', { class: 'row' }, none, presets), h('div', { class: 'axes' }, axes)), done: () => done(camera),
  });
  set(camera);
  stage.closest('dialog').querySelector('[aria-pressed="true"], [data-axis]')?.focus();
}
