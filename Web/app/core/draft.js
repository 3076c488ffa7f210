import { Subject } from './dom.js';
import { remember } from './i18n.js';
import { blank, whole } from './recipes.js';
import { isStill, settle } from './offers.js';
import { motionOf } from './motion.js';
import { sceneOf } from './stills.js';
import { read } from './storage.js';

/// What stands in the composer. It is kept at each change, so that it is there after a reload.
///
/// Beside a recipe's fields it has `kept`: settings of products that are not being ordered now.
let draft = { ...blank(), kept: {} };
let slot = null;
export const draftChanged = new Subject(); // a list of [key, values] of sentences about what was changed beside

export const getDraft = () => draft;

/// Settings that each product has for itself; words and pictures go along.
const own = { clip: ['model', 'mode', 'seconds', 'aspect', 'count'], picture: ['model', 'aspect', 'count', 'size'], canvas: ['count'], effect: ['count'] };
const usual = { picture: { model: 'kling-v3', aspect: '16:9', count: 1 }, canvas: { model: '', count: 1 }, effect: { model: '', count: 1 } };

export async function restoreDraft(account) {
  slot = `kinora-draft-${account}`;
  draft = { ...blank(), kept: {} };
  try { Object.assign(draft, JSON.parse(localStorage.getItem(slot) ?? '{}')); } catch { /* What cannot be read is not kept. */ }
  // Pictures stand elsewhere, and may be gone.
  const isThere = async (picture) => picture && (await read('pictures', picture.key));
  if (!(await isThere(draft.first))) draft.first = null;
  if (!(await isThere(draft.last))) draft.last = null;
  if (!(await isThere(draft.canvas?.picture))) draft.canvas = null;
  for (const one of draft.effect?.pictures ?? []) if (one && !(await isThere(one))) draft.effect = null;
  for (const one of [...draft.references]) if (!(await isThere(one))) draft.references = [];
}

export function change(fields) {
  Object.assign(draft, fields);
  const changes = settle(draft);
  remember(slot, JSON.stringify(draft));
  draftChanged.tell(changes);
}

/// Turns to another product, with the settings that it had last.
export function turnTo(product, fields = {}) {
  if (product === draft.product) return change(fields);
  const kept = { ...draft.kept, [draft.product]: Object.fromEntries(own[draft.product].map((name) => [name, draft[name]])) };
  const { model, mode, seconds, aspect, count } = blank();
  change({ kept, product, ...(usual[product] ?? { model, mode, seconds, aspect, count }), ...kept[product], ...fields });
}

/// Puts a recipe into the composer, whole.
export function useRecipe(recipe) {
  turnTo(whole(recipe).product);
  change(whole(recipe));
}

/// What is ordered: the draft without what is the composer's own, or has no meaning for what is made.
export function recipeOfDraft() {
  const { kept, ...recipe } = structuredClone(draft);
  if (isStill(recipe)) Object.assign(recipe, { first: null, last: null, extends: null });
  const motion = motionOf(recipe);
  if (motion !== 'camera') recipe.camera = null;
  if (motion !== 'brush') recipe.brush = null;
  if (recipe.product !== 'canvas') recipe.canvas = null;
  if (recipe.product !== 'effect') recipe.effect = null;
  else Object.assign(recipe, { prompt: '', first: null, last: null, extends: null });
  if (recipe.canvas || recipe.effect) Object.assign(recipe, { references: [], elements: [] });
  // What a scene of one picture leaves over.
  if (recipe.effect) recipe.effect.pictures.length = sceneOf(recipe)?.pictures ?? 1;
  return recipe;
}
