import { Subject } from './dom.js';
import { Refusal, follow, get, local, post, send } from './api.js';
import { t } from './i18n.js';
import { drop, keep, keepOrders, read, readAll } from './storage.js';
import { identifier } from './identifier.js';
import { isStill, pathOf, price } from './offers.js';
import { whole } from './recipes.js';
import { request } from './requests.js';

/// Everything that was ordered, as it stands.
///
/// An order is kept in this browser, under a name of its own, before it is sent, and is taken out when the server has confirmed
/// it. It is sent again under the same name until then, so that it is neither lost nor made twice: the server refuses a name
/// that it knows, and then the task is looked up by it.
///
/// A task here: {key, id, external, state, message, refusal, progress, preview, outputs, price, createdAt, updatedAt, isImage,
/// recipe, details}. States: sending, submitted, processing, succeeded, failed, cancelled.

export const changed = new Subject(); // {task} or {list: true}
export const connection = new Subject(); // true or false
export const ended = new Subject(); // a task that ended while we looked on

let byKey, byID, byExternal, outbox, recipes, details, cursor, hasMore, stopFollowing, pumping, pumpTimer, isConnected;

export function reset() {
  stopFollowing?.();
  clearTimeout(pumpTimer);
  [byKey, byID, byExternal, outbox, recipes, details] = [new Map(), new Map(), new Map(), new Map(), new Map(), new Map()];
  [cursor, hasMore, stopFollowing, pumping, isConnected] = [null, false, null, false, null];
}
reset();

export const all = () => [...byKey.values()].sort((a, b) => b.createdAt - a.createdAt || (a.key < b.key ? 1 : -1));
export const find = (key) => byKey.get(key);
export const isThereMore = () => hasMore;
export const isOnline = () => isConnected !== false;
export const isUnfinished = (task) => ['sending', 'submitted', 'processing'].includes(task.state);

/// While many come at once, the list is told of once, at the end.
let isBatch = false;

function putAll(list) {
  isBatch = true;
  for (const fields of list) put(fields);
  isBatch = false;
  changed.tell({ list: true });
}

function put(fields) {
  const known = (fields.id && byID.get(fields.id)) || (fields.external && byExternal.get(fields.external));
  const task = known ?? { key: fields.external || fields.id, outputs: [], message: '', progress: null, preview: null, price: null };
  // News may come late: what has ended stays ended, and an older moment changes nothing.
  if (known && !isUnfinished(known) && known.state !== 'failed' && ['submitted', 'processing', 'sending'].includes(fields.state)) return known;
  if (known?.updatedAt && fields.updatedAt && fields.updatedAt < known.updatedAt) return known;
  const before = task.state;
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) task[name] = value;
  task.recipe ??= recipes.has(task.external) ? whole(recipes.get(task.external)) : null;
  if (task.recipe) task.isImage = isStill(task.recipe);
  task.details ??= details.get(task.id) ?? null;
  if (task.state === 'failed' && /cancel/i.test(task.message)) task.state = 'cancelled';
  byKey.set(task.key, task);
  if (task.id) byID.set(task.id, task);
  if (task.external) byExternal.set(task.external, task);
  if (known) {
    changed.tell({ task });
    if (before !== task.state && ['submitted', 'processing', 'sending'].includes(before) && !isUnfinished(task)) ended.tell(task);
  } else if (!isBatch) changed.tell({ list: true });
  return task;
}

const ofEvent = (event) => ({
  id: event.task_id, external: event.external_task_id || undefined, state: event.task_status === 'succeed' ? 'succeeded' : event.task_status,
  message: event.task_status_msg, progress: event.progress ?? null, preview: event.preview ?? undefined,
  outputs: event.outputs?.map((one) => ({ id: one.id, url: local(one.url), duration: Number(one.duration) || null })),
  isImage: event.outputs?.length ? !event.outputs[0].duration : undefined, createdAt: event.created_at, updatedAt: event.updated_at, refusal: null,
});

const ofList = (one) => ({
  id: one.id, external: one.external_id || undefined, state: one.status, message: one.message,
  outputs: one.outputs.map((o) => ({ id: o.id, url: local(o.url), duration: Number(o.duration) || null })),
  isImage: one.billing[0] ? one.billing[0].package_type === 'image' : one.outputs[0]?.type === 'image' || undefined,
  price: one.billing[0] ? Number(one.billing[0].amount) : undefined, createdAt: one.create_time, updatedAt: one.update_time, refusal: null,
});

/// Brings everything of an account here and follows it.
export async function start() {
  [outbox, recipes, details] = await Promise.all([readAll('outbox'), readAll('recipes'), readAll('details')]);
  putAll([...outbox.values()].map(ofOrder));
  stopFollowing = follow((event) => put(ofEvent(event)), (state) => {
    const came = isConnected === false && state;
    isConnected = state;
    connection.tell(state);
    if (came) refresh().catch(() => {});
    if (state) pump();
  });
  pump();
  await loadMore(120);
}

const ofOrder = (order) => ({
  key: order.external, external: order.external, state: order.refusal ? 'failed' : 'sending', recipe: whole(order.recipe),
  createdAt: order.createdAt, price: order.price, refusal: order.refusal ? Object.assign(new Refusal(), order.refusal) : null,
});

/// The next page of older tasks.
export async function loadMore(limit = 250) {
  const page = await post('/tasks', cursor ? { cursor, limit } : { limit });
  cursor = page.next_cursor;
  hasMore = page.has_more;
  putAll(page.result.map(ofList));
}

/// The newest page again: what went on while there was no connection, and links that are good for another week.
export async function refresh() {
  const page = await post('/tasks', { limit: 120 });
  putAll(page.result.map(ofList));
}

/// Orders what a recipe says: clips one by one, pictures together. It is safe in this browser when it returns.
export async function order(recipe) {
  const now = Date.now();
  const one = isStill(recipe) ? recipe : { ...recipe, count: 1 };
  const orders = Array.from({ length: isStill(recipe) ? 1 : recipe.count }, (_, i) => ({
    external: `studio-${identifier()}`, recipe: structuredClone(one), createdAt: now + i, price: price(one), refusal: null,
  }));
  await keepOrders(orders);
  for (const one of orders) {
    outbox.set(one.external, one);
    recipes.set(one.external, one.recipe);
    put(ofOrder(one));
  }
  pump();
  return orders.map((one) => one.external);
}

/// Sends what waits, one after another.
async function pump() {
  if (pumping) return;
  clearTimeout(pumpTimer);
  pumping = true;
  const mine = outbox;
  let pause = null;
  for (const one of [...mine.values()]) {
    if (one.refusal || mine !== outbox) continue;
    try {
      await deliver(one);
    } catch (problem) {
      const refusal = problem instanceof Refusal ? problem : new Refusal(400, 0, problem.message);
      if (isNeverRoom(one, refusal)) refusal.message = 'tooManyPictures';
      else if (refusal.isPassing || refusal.status === 401) {
        const task = byKey.get(one.external);
        if (task) put({ ...ofOrder(one), refusal });
        pause = refusal.retryAfter ? refusal.retryAfter * 1000 : refusal.isUnheard ? 2000 : 1500;
        break;
      }
      one.refusal = { status: refusal.status, code: refusal.code, message: refusal.message, requestID: refusal.requestID };
      await keep('outbox', one.external, one);
      put({ ...ofOrder(one), refusal });
    }
  }
  pumping = false;
  if (pause !== null && mine === outbox) pumpTimer = setTimeout(pump, pause);
}

/// Whether a plan has no room for so many pictures even while nothing else is made.
function isNeverRoom(one, refusal) {
  if (refusal.code !== 1303 || !isStill(one.recipe) || one.recipe.count < 2) return false;
  return ![...byKey.values()].some((task) => task.isImage !== false && ['submitted', 'processing'].includes(task.state));
}

async function deliver(one) {
  const { path, body } = await request(one.recipe, one.external);
  let task;
  try {
    const answer = await post(path, body);
    task = { id: answer.task_id, external: one.external, state: answer.task_status === 'succeed' ? 'succeeded' : answer.task_status, createdAt: answer.created_at, refusal: null };
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || !/already exists/.test(refusal.message)) throw refusal;
    const [found] = await get(`/tasks?external_task_ids=${encodeURIComponent(one.external)}`);
    if (!found) throw new Refusal(503, 5001, 'The task is not there yet.');
    task = ofList(found);
  }
  await drop('outbox', one.external);
  outbox.delete(one.external);
  put(task);
}

export async function cancel(task) {
  if (!task.id) return dismiss(task);
  if (!task.isImage) return send('POST', `/v1/videos/${task.id}/cancel`, {});
  // A picture is cancelled where it was ordered.
  const paths = task.recipe ? [pathOf(task.recipe)] : ['images/generations', 'images/omni-image', 'images/editing/expand', 'images/multi-image2image'];
  for (const path of paths) {
    try { return await send('POST', `/v1/${path}/${task.id}/cancel`, {}); } catch (refusal) { if (path === paths.at(-1)) throw refusal; }
  }
}

/// The same once more. An order that was refused is taken back first.
export async function retry(task) {
  const recipe = task.recipe;
  if (task.refusal) await dismiss(task);
  return order(recipe);
}

/// Takes an order back that the server never took.
export async function dismiss(task) {
  await drop('outbox', task.external);
  outbox.delete(task.external);
  byKey.delete(task.key);
  byExternal.delete(task.external);
  changed.tell({ list: true });
}

/// Deletes a clip, or a task that failed, from the server.
export async function remove(task) {
  if (!task.id) return dismiss(task);
  await send('DELETE', `/v1/videos/${task.id}`);
  byKey.delete(task.key);
  byID.delete(task.id);
  if (task.external) await Promise.all([drop('recipes', task.external), drop('details', task.id)]);
  changed.tell({ list: true });
}

const asked = new Set();
const wanted = [];
let asking = 0;

/// Asks the server what a task was ordered with, where this browser does not know: the prompt, the model, the seconds.
export function describe(task) {
  if (task.recipe || task.details || task.isImage || !task.id || asked.has(task.id)) return;
  asked.add(task.id);
  wanted.push(task);
  askNext();
}

async function askNext() {
  if (asking >= 3 || !wanted.length) return;
  asking += 1;
  const task = wanted.shift();
  try {
    const { prompt, model, seconds, size } = await send('GET', `/v1/videos/${task.id}`);
    task.details = { prompt, model, seconds: Number(seconds), size };
    await keep('details', task.id, task.details);
    changed.tell({ task });
  } catch (refusal) {
    // Of pictures nothing is told, and what is gone stays so.
    if (refusal.status !== 404) asked.delete(task.id);
  }
  asking -= 1;
  setTimeout(askNext, 60);
}

export const promptOf = (task) => task.recipe?.prompt ?? task.details?.prompt ?? '';
/// The words of a prompt as people read them.
export const readable = (task) => (task.recipe?.effect ? t(`scene.${task.recipe.effect.scene}`) : promptOf(task)).replace(/<<<image_(\d+)>>>/g, (_, n) => `@${n}`).replace(/<<<element_(\d+)>>>/g, (_, n) => `@${task.recipe?.elements[n - 1]?.name ?? n}`);
export const modelOf = (task) => task.recipe?.model ?? task.details?.model ?? '';
export { read as readKept };
