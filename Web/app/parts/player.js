import { Part, clamp, h, icon } from '../core/dom.js';
import { day, number, t } from '../core/i18n.js';
import { change, useRecipe } from '../core/draft.js';
import { model } from '../core/catalogue.js';
import { blank, command } from '../core/recipes.js';
import { frameOf } from '../core/pictures.js';
import { sentence } from '../core/errors.js';
import * as tasks from '../core/tasks.js';
import { say } from './shell.js';
import { shapeOf } from './card.js';

/// One clip, large: played, gone through frame by frame, and the ways on from it.
class Player extends Part {
  begin() {
    this.dialog = h('dialog', { class: 'player', 'aria-label': t('clip'), onclose: () => this.left(), onkeydown: (event) => this.key(event),
      onclick: (event) => { if (event.target === this.dialog) this.dialog.close(); } });
    this.append(this.dialog);
    const look = (event) => this.look(event.detail);
    document.addEventListener('look', look);
    this.during(() => document.removeEventListener('look', look));
    this.during(tasks.changed.listen(({ task }) => { if (task && task === this.task && this.dialog.open) this.showFacts(); }));
  }

  look(task) {
    this.task = task;
    tasks.describe(task);
    const url = task.outputs[0].url;
    this.media = task.isImage ? h('img', { src: url, alt: tasks.promptOf(task) }) : h('video', { src: url, autoplay: true, loop: true, playsInline: true, preload: 'auto', 'aria-label': tasks.promptOf(task) || t('clip'), onclick: () => this.toggle(), ontimeupdate: () => this.showTime(), ondurationchange: () => this.showTime(), onplay: () => this.showPlaying(), onpause: () => this.showPlaying() });
    this.media.muted = true;
    this.screen = h('div', { class: 'screen', vars: { '--shape': shapeOf(task) } }, this.media);
    this.playButton = h('button', { type: 'button', class: 'round', onclick: () => this.toggle() });
    this.seek = h('input', { type: 'range', min: '0', max: '1', step: '0.001', value: '0', 'aria-label': t('position'), oninput: () => { this.media.pause(); this.media.currentTime = Number(this.seek.value); } });
    this.time = h('output', { class: 'time' });
    this.facts = h('div', { class: 'facts' });
    this.dialog.replaceChildren(
      h('div', { class: 'player-stage' }, this.screen, task.isImage ? '' : h('div', { class: 'transport' },
        this.playButton, h('button', { type: 'button', class: 'round', 'aria-label': t('frameBack'), title: t('frameBack'), onclick: () => this.step(-1) }, icon('back')),
        h('button', { type: 'button', class: 'round', 'aria-label': t('frameOn'), title: t('frameOn'), onclick: () => this.step(1) }, icon('forward')), this.seek, this.time,
        h('button', { type: 'button', class: 'round', 'aria-label': t('fullScreen'), title: t('fullScreen'), onclick: () => this.screen.requestFullscreen?.().catch(() => {}) }, icon('full')))),
      h('aside', { class: 'player-side' }, h('div', { class: 'player-head' },
        h('button', { type: 'button', class: 'round', 'aria-label': t('newer'), title: t('newer'), onclick: () => this.move(-1) }, icon('back')), h('button', { type: 'button', class: 'round', 'aria-label': t('older'), title: t('older'), onclick: () => this.move(1) }, icon('forward')),
        h('span', { class: 'spring' }), h('button', { type: 'button', class: 'round', 'aria-label': t('close'), title: t('close'), onclick: () => this.dialog.close() }, icon('close'))), this.facts));
    this.showFacts();
    this.showPlaying();
    if (!this.dialog.open) this.dialog.showModal();
    this.playButton.focus();
  }

  left() {
    this.media?.pause?.();
    this.dialog.replaceChildren();
    this.task = null;
  }

  showFacts() {
    const { task } = this;
    const { recipe, details } = task;
    const fact = (name, value) => (value ? [h('dt', {}, name), h('dd', {}, value)] : []);
    const words = tasks.promptOf(task).replace(/<<<image_(\d+)>>>/g, (_, n) => `@${n}`);
    const isExtendable = !task.isImage && model(tasks.modelOf(task))?.extendable && !(recipe?.references.length);
    const act = (sign, key, work, more = {}) => h('button', { type: 'button', class: 'act', onclick: async (event) => { try { await work(event); } catch (error) { say(sentence(error).text, 'bad'); } }, ...more }, icon(sign), t(key));
    this.facts.replaceChildren(
      h('p', { class: 'facts-prompt' }, words || t('noWords')),
      words ? h('button', { type: 'button', class: 'link', onclick: () => copy(tasks.promptOf(task)) }, t('copyPrompt')) : '',
      h('div', { class: 'acts' },
        act('again', 'makeAgain', () => this.go(recipe ?? { ...blank(), prompt: details?.prompt ?? '', model: details?.model ?? 'kling-v3', seconds: details?.seconds ?? 5 }), { class: 'act strong' }),
        !task.isImage && act('first', 'useFirst', () => this.useFrame('first')), !task.isImage && act('last', 'useLast', () => this.useFrame('last')), !task.isImage && act('picture', 'useReference', () => this.useFrame('reference')),
        isExtendable && act('extend', 'extend', () => { useRecipe({ ...blank(), model: tasks.modelOf(task), mode: recipe?.mode ?? 'std', extends: { id: task.outputs[0].id, task: task.id } }); this.toComposer(); }),
        h('a', { class: 'act', href: `${task.outputs[0].url}&download`, download: '' }, icon('download'), t('download')),
        recipe && act('code', 'copyCall', async () => copy(await command(recipe))),
        !task.isImage && this.deletion(act)),
      h('dl', {}, fact(t('model'), tasks.modelOf(task)), fact(t('length'), task.outputs[0].duration && t('seconds', { n: Math.round(task.outputs[0].duration * 10) / 10 })),
        fact(t('mode'), recipe?.mode && !recipe.extends ? t(`mode.${recipe.mode}`, { size: model(recipe.model)?.modes.find((one) => one.mode === recipe.mode)?.resolution ?? '' }) : ''),
        fact(t('aspect'), recipe?.aspect), fact(t('negative'), recipe?.negative), fact(t('paid'), task.price !== null && task.price !== undefined ? t('credits', { n: task.price }) : ''), fact(t('made'), day(task.createdAt)), fact(t('taskID'), task.id)),
      recipe ? '' : h('p', { class: 'quiet-text small-text' }, t('settingsElsewhere')));
  }

  deletion(act) {
    const sure = act('trash', 'delete', async (event) => {
      const button = event.currentTarget;
      if (!('sure' in button.dataset)) {
        button.dataset.sure = '';
        button.lastChild.textContent = t('reallyDelete');
        button.onblur = () => { delete button.dataset.sure; button.lastChild.textContent = t('delete'); };
        return;
      }
      const { task } = this;
      await tasks.remove(task);
      this.dialog.close();
      say(t('deleted'), 'good');
    }, { class: 'act danger' });
    return sure;
  }

  go(recipe) {
    useRecipe(recipe);
    this.toComposer();
  }

  toComposer() {
    this.dialog.close();
    location.hash = '#/create';
    setTimeout(() => document.querySelector('kn-prompt')?.focusEnd(), 60);
  }

  async useFrame(name) {
    this.media.pause();
    const picture = await frameOf(this.media);
    if (name === 'reference') {
      change({ extends: null });
      this.toComposer();
      const { getDraft } = await import('../core/draft.js');
      const { references, prompt } = getDraft();
      change({ references: [...references, picture].slice(0, 7), prompt: `${prompt.trimEnd()} <<<image_${references.length + 1}>>> `.trimStart() });
    } else {
      change({ [name]: picture, extends: null });
      this.toComposer();
    }
    say(t(picture.enlarged ? 'frameTakenEnlarged' : 'frameTaken', { width: picture.width, height: picture.height }), 'good');
  }

  toggle() { if (this.media.paused) this.media.play(); else this.media.pause(); }

  /// One frame: clips here have 8 to 30 of them a second; a twenty-fourth is at most two and at least one.
  step(way) {
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
    if (event.key === ' ' && !event.target.matches('button, a')) { event.preventDefault(); this.toggle(); }
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

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https, or without leave: by the way that browsers had before.
    const box = h('textarea', { class: 'unseen' }, text);
    (document.querySelector('dialog[open]') ?? document.body).append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  say(t('copied'), 'good');
}
