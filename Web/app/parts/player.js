import { Part, clamp, h, icon } from '../core/dom.js';
import { number, t } from '../core/i18n.js';
import * as tasks from '../core/tasks.js';
import { round } from './controls.js';
import { star } from './card.js';
import { facts } from './facts.js';

/// What a task made, large: a clip is played and gone through frame by frame, pictures are looked at one by one.
class Player extends Part {
  begin() {
    this.dialog = h('dialog', { class: 'player', 'aria-label': t('clip'), onclose: () => this.left(), onkeydown: (event) => this.key(event),
      onclick: (event) => { if (event.target === this.dialog) this.dialog.close(); } });
    this.append(this.dialog);
    const look = (event) => this.look(event.detail.task, event.detail.index);
    document.addEventListener('look', look);
    this.during(() => document.removeEventListener('look', look));
    this.during(tasks.changed.listen(({ task }) => { if (task && task === this.task && this.dialog.open) this.showFacts(); }));
  }

  look(task, index = 0) {
    this.task = task;
    this.index = index;
    tasks.describe(task);
    this.screen = h('div', { class: 'screen' });
    this.facts = h('div', { class: 'facts' });
    this.dialog.setAttribute('aria-label', t(task.isImage ? 'picture' : 'clip'));
    const close = round('close', t('close'), () => this.dialog.close());
    this.dialog.replaceChildren(
      h('div', { class: 'player-stage' }, this.screen, task.isImage ? this.strip() : this.transport()),
      h('aside', { class: 'player-side' }, h('div', { class: 'player-head' }, round('back', t('newer'), () => this.move(-1)), round('forward', t('older'), () => this.move(1)), h('span', { class: 'spring' }), star(task), close), this.facts));
    this.showMedia();
    if (!this.dialog.open) this.dialog.showModal();
    (task.isImage ? this.strips[index] ?? close : this.playButton).focus();
  }

  showMedia() {
    const { task } = this;
    const { url } = task.outputs[this.index];
    const words = tasks.readable(task);
    this.media = task.isImage ? h('img', { src: url, alt: words || t('picture') })
      : h('video', { src: url, autoplay: true, loop: true, playsInline: true, preload: 'auto', 'aria-label': words || t('clip'), onclick: () => this.toggle(), ontimeupdate: () => this.showTime(), ondurationchange: () => this.showTime(), onplay: () => this.showPlaying(), onpause: () => this.showPlaying() });
    if (!task.isImage) this.media.muted = true;
    this.screen.replaceChildren(this.media);
    this.showFacts();
    this.showPlaying();
  }

  transport() {
    this.playButton = h('button', { type: 'button', class: 'round', onclick: () => this.toggle() });
    this.seek = h('input', { type: 'range', min: '0', max: '1', step: '0.001', value: '0', 'aria-label': t('position'), oninput: () => { this.media.pause(); this.media.currentTime = Number(this.seek.value); } });
    this.time = h('output', { class: 'time' });
    return h('div', { class: 'transport' }, this.playButton, round('back', t('frameBack'), () => this.step(-1)), round('forward', t('frameOn'), () => this.step(1)), this.seek, this.time,
      round('full', t('fullScreen'), () => this.screen.requestFullscreen?.().catch(() => {})));
  }

  /// The pictures of a task, small, to choose one.
  strip() {
    const { outputs } = this.task;
    this.strips = outputs.length < 2 ? [] : outputs.map(({ url }, index) => h('button', { type: 'button', 'aria-label': t('pictureN', { n: index + 1 }), 'aria-pressed': String(index === this.index), onclick: () => this.choose(index) }, h('img', { src: url, alt: '' })));
    return h('div', { class: 'transport strip', role: 'group', 'aria-label': t('pictures') }, this.strips, h('span', { class: 'spring' }), round('full', t('fullScreen'), () => this.screen.requestFullscreen?.().catch(() => {})));
  }

  choose(index) {
    this.index = index;
    this.strips.forEach((button, i) => button.setAttribute('aria-pressed', String(i === index)));
    this.strips[index].focus();
    this.showMedia();
  }

  left() {
    this.media?.pause?.();
    this.dialog.replaceChildren();
    this.task = null;
  }

  showFacts() { this.facts.replaceChildren(...facts({ task: this.task, index: this.index, media: this.media, leave: () => this.dialog.close() })); }

  toggle() { if (this.media.paused) this.media.play(); else this.media.pause(); }

  /// One frame: clips here have 8 to 30 of them a second; a twenty-fourth is at most two and at least one. Of pictures, the next.
  step(way) {
    if (this.task.isImage) {
      if (this.task.outputs[this.index + way]) this.choose(this.index + way);
      return;
    }
    this.media.pause();
    this.media.currentTime = clamp(this.media.currentTime + way / 24, 0, Math.max(0, this.media.duration - 0.001) || 0);
  }

  move(way) {
    const list = tasks.all().filter((task) => task.state === 'succeeded' && task.outputs[0]);
    const next = list[list.indexOf(this.task) + way];
    if (next) this.look(next);
  }

  key(event) {
    if (event.target.matches('input, summary') && event.key !== 'Escape') return;
    if (event.key === ' ' && !this.task.isImage && !event.target.matches('button, a')) { event.preventDefault(); this.toggle(); }
    if (event.key === 'ArrowLeft') this.step(-1);
    if (event.key === 'ArrowRight') this.step(1);
  }

  showTime() {
    if (!this.task) return;
    const { currentTime, duration } = this.media;
    if (!Number.isFinite(duration)) return;
    this.seek.max = duration;
    if (document.activeElement !== this.seek || !this.media.paused) this.seek.value = currentTime;
    this.seek.style.setProperty('--done', `${(currentTime / duration) * 100}%`);
    this.seek.setAttribute('aria-valuetext', `${number(currentTime, 1)} / ${number(duration, 1)}`);
    this.time.textContent = `${currentTime.toFixed(1)} / ${duration.toFixed(1)}`;
  }

  showPlaying() {
    if (!this.task || this.task.isImage) return;
    const isPaused = this.media.paused;
    this.playButton.replaceChildren(icon(isPaused ? 'play' : 'pause'));
    this.playButton.setAttribute('aria-label', t(isPaused ? 'play' : 'pause'));
  }
}
customElements.define('kn-player', Player);
