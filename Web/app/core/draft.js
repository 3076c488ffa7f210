import { Subject } from './dom.js';
import { remember } from './i18n.js';
import { blank } from './recipes.js';
import { settle } from './catalogue.js';
import { read } from './storage.js';

/// What stands in the composer. It is kept at each change, so that it is there after a reload.
let draft = { ...blank(), count: 1 };
let slot = null;
export const draftChanged = new Subject(); // a list of [key, values] of sentences about what was changed beside

export const getDraft = () => draft;

export async function restoreDraft(account) {
  slot = `kinora-draft-${account}`;
  draft = { ...blank(), count: 1 };
  try { Object.assign(draft, JSON.parse(localStorage.getItem(slot) ?? '{}')); } catch { /* What cannot be read is not kept. */ }
  // Pictures stand elsewhere, and may be gone.
  const isThere = async (picture) => picture && (await read('pictures', picture.key));
  if (!(await isThere(draft.first))) draft.first = null;
  if (!(await isThere(draft.last))) draft.last = null;
  for (const one of [...draft.references]) if (!(await isThere(one))) draft.references = [];
}

export function change(fields) {
  Object.assign(draft, fields);
  const changes = settle(draft);
  remember(slot, JSON.stringify(draft));
  draftChanged.tell(changes);
}

/// Puts a recipe into the composer, whole.
export const useRecipe = (recipe) => change({ ...blank(), ...structuredClone(recipe) });

/// What is ordered: the draft without what is the composer's own.
export function recipeOfDraft() {
  const { count, ...recipe } = structuredClone(draft);
  return recipe;
}
