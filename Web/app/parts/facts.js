import { h, icon } from '../core/dom.js';
import { day, t } from '../core/i18n.js';
import { change, getDraft, turnTo, useRecipe } from '../core/draft.js';
import { model } from '../core/catalogue.js';
import { mostReferences } from '../core/contract.js';
import { blank } from '../core/recipes.js';
import { command } from '../core/requests.js';
import { offerForElement } from '../core/elements.js';
import { frameOf, takeFrom } from '../core/pictures.js';
import { sentence } from '../core/errors.js';
import * as tasks from '../core/tasks.js';
import { cameraWords } from './camera.js';
import { surely } from './controls.js';
import { say } from './shell.js';

/// What is known of a task and the ways on from it, beside what it made.
///
/// - Parameters: `index` of the picture that is shown; `media` shows it; `leave` closes the player.
export function facts({ task, index, media, leave }) {
  const { recipe, details, isImage } = task;
  const output = task.outputs[index];
  const words = tasks.readable(task);
  const act = (sign, key, work, more = {}) => h('button', { type: 'button', class: 'act', onclick: async (event) => { try { await work(event); } catch (error) { say(sentence(error).text, 'bad'); } }, ...more }, icon(sign), t(key));

  const toComposer = () => {
    leave();
    location.hash = '#/create';
    setTimeout(() => document.querySelector('kn-prompt')?.focusEnd(), 60);
  };
  const taken = async () => {
    const picture = isImage ? await takeFrom(output.url) : await frameOf(media);
    const key = isImage ? 'pictureTaken' : 'frameTaken';
    return [picture, () => say(t(picture.enlarged ? `${key}Enlarged` : key, { width: picture.width, height: picture.height }), 'good')];
  };
  const useAs = (name) => async () => {
    media.pause?.();
    const [picture, tell] = await taken();
    if (name === 'element') {
      offerForElement(picture);
      leave();
      location.hash = '#/elements';
      return;
    }
    if (name === 'effect') {
      turnTo('effect', { effect: { scene: getDraft().effect?.scene ?? '', pictures: [picture, null] } });
      toComposer();
    } else if (name === 'canvas') {
      turnTo('canvas', { canvas: { picture, up: 0, down: 0, left: 0, right: 0 }, prompt: tasks.promptOf(task).replace(/<<<\w+>>>\s?/g, '') });
      toComposer();
      setTimeout(() => document.querySelector('kn-canvas')?.edit(), 120);
    } else if (name === 'reference') {
      if (!['clip', 'picture'].includes(getDraft().product)) turnTo('picture');
      change({ extends: null });
      toComposer();
      const { references, prompt } = getDraft();
      change({ references: [...references, picture].slice(0, mostReferences[getDraft().product]), prompt: `${prompt.trimEnd()} <<<image_${references.length + 1}>>> `.trimStart() });
    } else {
      turnTo('clip', { [name]: picture, extends: null });
      toComposer();
    }
    tell();
  };
  const isExtendable = recipe?.product !== 'effect' && !isImage && model(tasks.modelOf(task))?.extendable && !recipe?.references.length;
  const elsewhere = { ...blank(), product: isImage ? 'picture' : 'clip', prompt: details?.prompt ?? '', model: details?.model ?? 'kling-v3', seconds: details?.seconds ?? 5 };
  const key = (name) => (isImage ? `${name}.picture` : name);

  return [
    h('p', { class: 'facts-prompt' }, words || t(isImage && !recipe ? 'picture' : 'noWords')),
    tasks.promptOf(task) ? h('button', { type: 'button', class: 'link', onclick: () => copy(tasks.promptOf(task)) }, t('copyPrompt')) : '',
    h('div', { class: 'acts' },
      act('again', 'makeAgain', () => { useRecipe(recipe ?? elsewhere); toComposer(); }, { class: 'act strong' }),
      act('first', key('useFirst'), useAs('first')), act('last', key('useLast'), useAs('last')), act('picture', key('useReference'), useAs('reference')), act('element', key('toElement'), useAs('element')), act('canvas', key('useCanvas'), useAs('canvas')), act('effect', key('useEffect'), useAs('effect')),
      isExtendable && act('extend', 'extend', () => { useRecipe({ ...blank(), model: tasks.modelOf(task), mode: recipe?.mode ?? 'std', extends: { id: task.outputs[0].id, task: task.id } }); toComposer(); }),
      h('a', { class: 'act', href: `${output.url}&download`, download: '' }, icon('download'), t('download')),
      recipe && act('code', 'copyCall', async () => copy(await command(recipe))),
      !isImage && surely(act('trash', 'delete', () => {}, { class: 'act danger', onclick: undefined }), ['delete', 'reallyDelete'], async () => {
        try {
          await tasks.remove(task);
          leave();
          say(t('deleted'), 'good');
        } catch (error) { say(sentence(error).text, 'bad'); }
      })),
    h('dl', {}, particulars(task, output).filter(([, value]) => value).flatMap(([name, value]) => [h('dt', {}, t(name)), h('dd', {}, value)])),
    recipe ? '' : h('p', { class: 'quiet-text small-text' }, t(key('settingsElsewhere'))),
    isImage ? h('p', { class: 'quiet-text small-text' }, t('picturesStay')) : '',
  ];
}

function particulars(task, output) {
  const { recipe } = task;
  const isClip = recipe?.product === 'clip' && !recipe.extends;
  return [
    ['model', tasks.modelOf(task)], ['length', output.duration && t('seconds', { n: Math.round(output.duration * 10) / 10 })],
    ['mode', isClip && recipe.mode && t(`mode.${recipe.mode}`, { size: model(recipe.model)?.modes.find((one) => one.mode === recipe.mode)?.resolution ?? '' })],
    ['size', recipe?.product === 'picture' && t(`size.${recipe.size}`)], ['aspect', ['clip', 'picture'].includes(recipe?.product) && (recipe?.aspect === 'auto' ? t('aspect.auto') : recipe?.aspect)],
    ['camera', recipe?.camera && cameraWords(recipe.camera)], ['brush', recipe?.brush && t('brushOf', { n: recipe.brush.regions.length })],
    ['negative', recipe?.negative], ['paid', task.price !== null && task.price !== undefined ? t('credits', { n: task.price }) : ''], ['made', day(task.createdAt)], ['taskID', task.id],
  ];
}

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
