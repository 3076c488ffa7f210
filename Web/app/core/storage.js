/// What this browser keeps of an account: orders on their way, how clips were ordered, pictures that were given.
///
///     outbox    by external identifier: what the server has not confirmed yet
///     recipes   by external identifier: how a task was ordered
///     pictures  by the hash of their bytes
///     details   by task: what the server says of how it was ordered

let opened = null;
let name = null;

export function openStorage(account) {
  name = `kinora-${account}`;
  opened = new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const store of ['outbox', 'recipes', 'pictures', 'details']) request.result.createObjectStore(store);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function within(stores, mode, work) {
  const database = await opened;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode, { durability: mode === 'readwrite' ? 'strict' : 'default' });
    const request = work(transaction);
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const keep = (store, key, value) => within([store], 'readwrite', (t) => t.objectStore(store).put(value, key));
export const read = (store, key) => within([store], 'readonly', (t) => t.objectStore(store).get(key));
export const drop = (store, key) => within([store], 'readwrite', (t) => t.objectStore(store).delete(key));

export async function readAll(store) {
  const database = await opened;
  return new Promise((resolve, reject) => {
    const found = new Map();
    const request = database.transaction([store]).objectStore(store).openCursor();
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return resolve(found);
      found.set(cursor.key, cursor.value);
      cursor.continue();
    };
  });
}

/// Keeps orders and their recipes in one go.
export const keepOrders = (orders) => within(['outbox', 'recipes'], 'readwrite', (t) => {
  for (const order of orders) {
    t.objectStore('outbox').put(order, order.external);
    t.objectStore('recipes').put(order.recipe, order.external);
  }
});

export async function forgetStorage() {
  const database = await opened;
  database.close();
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}
