import { Subject } from './dom.js';
import { remember } from './i18n.js';

/// Tasks that were marked, in this browser alone: the server keeps no marks.
let slot = null;
let marked = new Set();
export const favouritesChanged = new Subject();

export function openFavourites(account) {
  slot = `kinora-favourites-${account}`;
  try { marked = new Set(JSON.parse(localStorage.getItem(slot) ?? '[]')); } catch { marked = new Set(); }
}

export const isFavourite = (task) => marked.has(task.id);

export function mark(task, isMarked = !isFavourite(task)) {
  if (isMarked) marked.add(task.id);
  else marked.delete(task.id);
  remember(slot, JSON.stringify([...marked]));
  favouritesChanged.tell(task);
}

export function forgetFavourites() {
  localStorage.removeItem(slot);
  marked = new Set();
}
