import { Part, h, icon } from '../core/dom.js';
import { span, t, when } from '../core/i18n.js';
import { cancel, describe, dismiss, isOnline, isUnfinished, modelOf, readable, remove, retry } from '../core/tasks.js';
import { reason, sentence } from '../core/errors.js';
import { isFavourite, mark } from '../core/favourites.js';
import { address } from '../core/pictures.js';
import { say } from './shell.js';

const isStill = matchMedia('(prefers-reduced-motion: reduce)');

/// One task as a card: what it shows follows the task's state. Event: "look" (bubbles) when its clip shall be seen.
class Card extends Part {
  begin() {
    this.setAttribute('role', 'listitem');
    if (this.task) this.show(this.task);
  }

  show(task) {
    this.task = task;
    if (!this.isConnected) return;
    describe(task);
    const look = task.state;
    this.dataset.key = task.key;
    this.dataset.state = task.state;
    this.style.setProperty('--shape', shapeOf(task));
    // Only what changed is drawn anew: a video that plays goes on.
    const url = task.outputs[0]?.url;
    const made = task.outputs.map((output) => output.url.split('?')[0]).join();
    if (this.look !== look || made !== this.made || (this.isStale && url !== this.url)) {
      this.look = look;
      [this.made, this.url, this.isStale] = [made, url, false];
      const focused = this.contains(document.activeElement);
      this.replaceChildren(this.frame(task), this.caption(task), ...(this.choice ? [this.choice] : []));
      if (focused) this.querySelector('button')?.focus({ preventScroll: true });
    } else this.querySelector('.card-words').replaceWith(this.words(task));
    if (isUnfinished(task)) this.showProgress(task);
  }

  /// Whether it is chosen among others; nothing where nothing is chosen. Event: "choose".
  setChoice(isChosen) {
    if (isChosen === null) {
      this.choice?.remove();
      this.choice = null;
      return;
    }
    if (!this.choice) {
      this.choice = h('label', { class: 'card-choice' }, h('input', { type: 'checkbox', 'aria-label': t('chooseOne', { words: readable(this.task) || t(this.task.isImage ? 'picture' : 'clip') }), onchange: (event) => this.dispatchEvent(new CustomEvent('choose', { detail: event.target.checked })) }), h('i', {}, icon('check')));
      this.append(this.choice);
    }
    this.choice.firstChild.checked = isChosen;
  }

  frame(task) {
    const frame = h('div', { class: 'card-frame' });
    if (task.state === 'succeeded') {
      const words = readable(task) || t(task.isImage ? 'picture' : 'clip');
      const open = (index, label) => h('button', { type: 'button', class: 'card-open', 'aria-label': label, onclick: () => this.dispatchEvent(new CustomEvent('look', { bubbles: true, detail: { task, index } })) });
      if (task.isImage) {
        frame.append(h('div', { class: 'mosaic', vars: { '--columns': Math.ceil(Math.sqrt(task.outputs.length)) } }, task.outputs.map((output, index) => h('div', { vars: { '--span': spanOf(index, task.outputs.length) } }, this.still(output),
          open(index, task.outputs.length > 1 ? t('openN', { n: index + 1, words }) : t('open', { words }))))));
      } else {
        if (task.outputs[0]) frame.append(this.film(task));
        frame.append(open(0, t('open', { words })));
      }
      if (task.outputs[0]?.duration) frame.append(h('span', { class: 'card-length' }, t('secondsShort', { n: Math.round(task.outputs[0].duration * 10) / 10 })));
    } else if (isUnfinished(task)) {
      this.preview = h('img', { class: 'card-preview', alt: '', hidden: true });
      const given = task.recipe?.first ?? task.recipe?.canvas?.picture ?? task.recipe?.effect?.pictures[0];
      if (given) address(given.key).then((url) => { if (url && !task.preview) { this.preview.src = url; this.preview.hidden = false; this.preview.dataset.still = ''; } });
      this.status = h('p', { class: 'card-status' });
      this.steps = h('div', { class: 'steps', role: 'progressbar', 'aria-label': t('progress'), 'aria-valuemin': '0' });
      frame.append(h('span', { class: 'card-glow' }), this.preview, h('div', { class: 'card-work' }, this.status, this.steps));
    } else {
      const { text, detail } = task.state === 'cancelled' ? { text: t('wasCancelled') } : reason(task);
      frame.append(h('div', { class: 'card-failure' }, icon(task.state === 'cancelled' ? 'stop' : 'warning'), h('p', {}, text), detail && detail !== text ? h('details', {}, h('summary', {}, t('details')), h('code', {}, detail)) : ''));
    }
    return frame;
  }

  still({ url }) { return h('img', { class: 'card-media', src: url, alt: '', loading: 'lazy', onerror: () => this.stale() }); }

  film(task) {
    const { url } = task.outputs[0];
    const video = h('video', { class: 'card-media', src: `${url}#t=0.05`, preload: 'metadata', loop: true, playsInline: true, tabIndex: -1, 'aria-hidden': 'true', disablePictureInPicture: true });
    video.muted = true;
    const play = () => { if (!isStill.matches) video.play().catch(() => {}); };
    const stop = () => { video.pause(); };
    this.onmouseenter = this.onfocus = play;
    this.onmouseleave = stop;
    video.onerror = () => this.stale();
    return video;
  }

  /// Its link has ended.
  stale() {
    this.isStale = true;
    this.dispatchEvent(new CustomEvent('stale', { bubbles: true }));
  }

  showProgress(task) {
    const { progress } = task;
    if (task.preview && this.preview.src !== task.preview) {
      this.preview.src = task.preview;
      this.preview.hidden = false;
      delete this.preview.dataset.still;
    }
    let text;
    if (task.state === 'sending') text = !task.refusal ? t('sending') : task.refusal.isUnheard || !isOnline() ? t('waitingForNetwork') : task.refusal.code === 1303 ? t('waitingForRoom') : t('waitingForServer');
    else if (task.state === 'submitted') text = t('inQueue');
    else if (!progress) text = t('beginning');
    else text = t('stepOf', { step: progress.step, steps: progress.steps }) + (progress.seconds_left ? ` · ${t('left', { time: span(progress.seconds_left) })}` : '');
    if (this.status.textContent !== text) this.status.textContent = text;
    const steps = progress?.steps ?? 0;
    if (this.steps.childElementCount !== Math.min(steps, 40)) this.steps.replaceChildren(...Array.from({ length: Math.min(steps, 40) }, () => h('i')));
    const done = steps ? Math.round((progress.step / steps) * this.steps.childElementCount) : 0;
    [...this.steps.children].forEach((tick, i) => tick.toggleAttribute('data-on', i < done));
    this.steps.hidden = !steps;
    if (steps) {
      this.steps.setAttribute('aria-valuemax', steps);
      this.steps.setAttribute('aria-valuenow', progress.step);
      this.steps.setAttribute('aria-valuetext', text);
    }
  }

  caption(task) { return h('div', { class: 'card-caption' }, this.words(task), this.actions(task)); }

  words(task) {
    const words = readable(task);
    return h('div', { class: 'card-words' }, h('p', { class: 'card-prompt', title: words }, words || (task.recipe?.extends ? t('extension') : task.recipe?.canvas ? t('widened') : task.recipe || task.details ? t('noWords') : task.isImage ? t('picture') : '…')),
      h('p', { class: 'card-meta' }, [modelOf(task), task.outputs.length > 1 && t('times.pictures', { n: task.outputs.length }), when(task.createdAt)].filter(Boolean).join(' · ')));
  }

  actions(task) {
    const act = (name, label, work) => h('button', { type: 'button', class: 'round small', 'aria-label': label, title: label, onclick: async (event) => {
      event.currentTarget.disabled = true;
      try { await work(); } catch (error) { say(sentence(error).text, 'bad'); }
      if (event.target.isConnected) event.target.closest('button').disabled = false;
    } }, icon(name));
    const set = [];
    if (isUnfinished(task)) set.push(act('stop', t('cancel'), () => cancel(task)));
    if (['failed', 'cancelled'].includes(task.state)) {
      if (task.recipe) set.push(act('again', t('retry'), () => retry(task)));
      if (task.refusal || !task.isImage) set.push(act('close', t('dismiss'), () => (task.refusal ? dismiss(task) : remove(task))));
    }
    if (task.state === 'succeeded') set.push(star(task));
    if (task.state === 'succeeded' && task.outputs.length === 1) set.push(h('a', { class: 'round small', href: `${task.outputs[0].url}&download`, download: '', 'aria-label': t('download'), title: t('download') }, icon('download')));
    return h('div', { class: 'card-actions' }, set);
  }
}
customElements.define('kn-card', Card);

/// How many columns a picture takes: the last one those that are left in its row.
function spanOf(index, count) {
  const columns = Math.ceil(Math.sqrt(count));
  return index === count - 1 ? columns - (index % columns) : 1;
}

/// Marks a task as a favourite.
export function star(task) {
  const button = h('button', { type: 'button', class: 'round small star', 'aria-label': t('favourite'), title: t('favourite'), 'aria-pressed': String(isFavourite(task)), onclick: () => { mark(task); button.setAttribute('aria-pressed', String(isFavourite(task))); } }, icon('star'));
  return button;
}

/// Width to height, as CSS has it.
export function shapeOf(task) {
  const { recipe, details } = task;
  if (recipe?.canvas) {
    const { picture, up, down, left, right } = recipe.canvas;
    return `${picture.width * (1 + left + right)} / ${picture.height * (1 + up + down)}`;
  }
  if (recipe?.effect) {
    const [one, ...more] = recipe.effect.pictures;
    return `${one.width * (1 + more.length)} / ${one.height}`;
  }
  const picture = recipe?.first ?? recipe?.last ?? (recipe?.aspect === 'auto' ? recipe.references[0] : null);
  if (picture) return `${picture.width} / ${picture.height}`;
  const text = recipe?.extends ? '16:9' : recipe?.aspect ?? details?.size?.replace('x', ':') ?? '16:9';
  return text.replace(':', ' / ');
}
