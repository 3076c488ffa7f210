import { clamp, h, icon } from '../core/dom.js';
import { number, t } from '../core/i18n.js';
import { modelOf, readable } from '../core/tasks.js';
import { round, tabs } from './controls.js';

export const mostCompared = 4;

/// Two to four clips or pictures beside each other, with one scrubber for all; or two of them, one wiped over the other.
export function compare(tasks) {
  const panes = tasks.slice(0, mostCompared).map((task) => pane(task));
  const clips = panes.map((one) => one.media).filter((one) => one.tagName === 'VIDEO');
  const lead = () => clips.reduce((longest, one) => ((one.duration || 0) > (longest?.duration || 0) ? one : longest), clips[0]);
  let isWiped = false;
  let edge = 0.5;
  let isPlaying = false;
  let frame = null;

  const play = h('button', { type: 'button', class: 'round', onclick: () => toggle() });
  const seek = h('input', { type: 'range', min: '0', max: '1', step: '0.001', value: '0', 'aria-label': t('position'), oninput: () => { pause(); show(Number(seek.value)); } });
  const time = h('output', { class: 'time' });
  const divider = h('div', { class: 'divider', role: 'slider', tabIndex: 0, 'aria-label': t('wipeEdge'), 'aria-valuemin': '0', 'aria-valuemax': '100', hidden: true,
    onkeydown: (event) => { const by = { ArrowLeft: -0.02, ArrowRight: 0.02, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 }[event.key]; if (by) { event.preventDefault(); event.stopPropagation(); wipeTo(edge + by); } },
    onpointerdown: (event) => { event.preventDefault(); divider.focus(); grab(event); } }, h('i', {}, icon('compare')));
  const board = h('div', { class: 'compare-board', vars: { '--panes': panes.length }, onpointerdown: (event) => { if (isWiped && !divider.contains(event.target)) grab(event); } }, panes.map((one) => one.element), divider);
  const ways = h('div');
  const dialog = h('dialog', { class: 'compare', 'aria-label': t('compareTitle'), onclose: () => { cancelAnimationFrame(frame); for (const clip of clips) clip.pause(); dialog.remove(); }, onkeydown: (event) => key(event) },
    h('div', { class: 'editor-head' }, h('h2', {}, t('compareTitle')), panes.length === 2 ? ways : h('span', { class: 'spring' }), round('close', t('close'), () => dialog.close())),
    board, clips.length ? h('div', { class: 'transport' }, play, round('back', t('frameBack'), () => step(-1)), round('forward', t('frameOn'), () => step(1)), seek, time) : '');

  function showWays() {
    ways.replaceChildren(tabs('way', t('compareHow'), [['beside', t('beside')], ['wipe', t('wipe')]], isWiped ? 'wipe' : 'beside', (way) => { isWiped = way === 'wipe'; lay(); }));
    ways.className = 'spring';
  }
  function lay() {
    board.toggleAttribute('data-wiped', isWiped);
    divider.hidden = !isWiped;
    wipeTo(edge);
  }
  function wipeTo(part) {
    edge = clamp(part, 0, 1);
    board.style.setProperty('--edge', `${edge * 100}%`);
    divider.setAttribute('aria-valuenow', Math.round(edge * 100));
  }
  function grab(event) {
    board.setPointerCapture(event.pointerId);
    const move = ({ clientX }) => { const box = board.getBoundingClientRect(); wipeTo((clientX - box.left) / box.width); };
    move(event);
    const end = () => { board.onpointermove = board.onpointerup = board.onpointercancel = null; };
    Object.assign(board, { onpointermove: move, onpointerup: end, onpointercancel: end });
  }
  /// All clips at the same part of their length.
  function show(part) {
    for (const clip of clips) if (clip.duration) clip.currentTime = clamp(part * clip.duration, 0, clip.duration - 0.001);
    tell(part);
  }
  function tell(part) {
    seek.value = part;
    seek.style.setProperty('--done', `${part * 100}%`);
    const all = lead()?.duration || 0;
    time.textContent = `${(part * all).toFixed(1)} / ${all.toFixed(1)}`;
    seek.setAttribute('aria-valuetext', `${number(part * all, 1)} / ${number(all, 1)}`);
  }
  function pause() {
    isPlaying = false;
    for (const clip of clips) clip.pause();
    cancelAnimationFrame(frame);
    face();
  }
  function toggle() {
    if (isPlaying) return pause();
    isPlaying = true;
    const longest = lead();
    const from = Number(seek.value) >= 0.995 ? 0 : Number(seek.value);
    show(from);
    for (const clip of clips) {
      clip.playbackRate = clamp((clip.duration || 1) / (longest.duration || 1), 0.1, 10);
      clip.play().catch(() => {});
    }
    const follow = () => {
      const part = longest.duration ? longest.currentTime / longest.duration : 0;
      tell(part);
      // Clips of their own clocks drift apart.
      for (const clip of clips) if (clip !== longest && clip.duration && Math.abs(clip.currentTime / clip.duration - part) * clip.duration > 0.12) clip.currentTime = part * clip.duration;
      if (longest.ended) { for (const clip of clips) clip.currentTime = 0; for (const clip of clips) clip.play().catch(() => {}); }
      frame = requestAnimationFrame(follow);
    };
    frame = requestAnimationFrame(follow);
    face();
  }
  function face() {
    play.replaceChildren(icon(isPlaying ? 'pause' : 'play'));
    play.setAttribute('aria-label', t(isPlaying ? 'pause' : 'play'));
  }
  function step(way) {
    pause();
    const all = lead()?.duration || 1;
    show(clamp(Number(seek.value) + way / 24 / all, 0, 1));
  }
  function key(event) {
    if (event.target.matches('input, [role=slider]')) return;
    if (event.key === ' ' && clips.length && !event.target.matches('button')) { event.preventDefault(); toggle(); }
    if (event.key === 'ArrowLeft') step(-1);
    if (event.key === 'ArrowRight') step(1);
  }

  document.body.append(dialog);
  dialog.showModal();
  showWays();
  lay();
  face();
  tell(0);
  for (const clip of clips) clip.onloadedmetadata = () => { clip.currentTime = 0.001; tell(Number(seek.value)); };
  (clips.length ? play : dialog.querySelector('button')).focus();
}

function pane(task) {
  const words = readable(task);
  const { url } = task.outputs[0];
  const media = task.isImage ? h('img', { src: url, alt: words || t('picture') }) : h('video', { src: url, preload: 'auto', playsInline: true, 'aria-label': words || t('clip') });
  if (!task.isImage) media.muted = true;
  const { recipe } = task;
  const facts = [modelOf(task), recipe?.mode && recipe.product === 'clip' && t(`mode.${recipe.mode}`, { size: '' }).trim(), task.outputs[0].duration && t('secondsShort', { n: Math.round(task.outputs[0].duration * 10) / 10 })].filter(Boolean).join(' · ');
  return { media, element: h('figure', { class: 'pane' }, media, h('figcaption', {}, h('b', {}, words || t(task.isImage ? 'picture' : 'clip')), h('small', {}, facts))) };
}
