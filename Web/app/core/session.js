import { Subject } from './dom.js';
import { get, getKey, post, send, setKey } from './api.js';

/// Who is here: {account, name, role, isKey}, or nothing.
let person = null;
export const sessionChanged = new Subject();
export const who = () => person;

const slot = 'kinora-key';

async function fingerprint(text) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(hash).slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function enter(value) {
  person = value;
  sessionChanged.tell(person);
}

const fromAnswer = ({ user, account }) => ({ account: account.id, accountName: account.name, name: user.name, role: user.role, isKey: false });

const check = () => get(`/account/costs?start_time=0&end_time=${Date.now()}`, { quiet: true });

/// Whoever was here before the page was loaded anew.
export async function resume() {
  const kept = sessionStorage.getItem(slot);
  if (kept) {
    try { return await enterWithKey(kept); } catch (refusal) {
      if (refusal.isUnheard) throw refusal;
      sessionStorage.removeItem(slot);
    }
  }
  try { enter(fromAnswer(await get('/v1/session', { quiet: true }))); } catch (refusal) {
    if (refusal.isUnheard) throw refusal;
    enter(null);
  }
}

export async function enterWithKey(key) {
  setKey(key);
  try { await check(); } catch (refusal) {
    setKey(null);
    throw refusal;
  }
  sessionStorage.setItem(slot, key);
  // fingerprint needs a secure context, which every loopback is; elsewhere the end of a key tells accounts apart.
  const account = globalThis.crypto?.subtle ? await fingerprint(key) : key.slice(-8);
  enter({ account, name: null, role: null, isKey: true });
}

export async function enterWithPassword(name, password) {
  enter(fromAnswer(await post('/v1/session', { name, password }, { quiet: true })));
}

export async function join(invitation, name, password) {
  enter(fromAnswer(await post('/v1/users', { invitation, name, password }, { quiet: true })));
}

export async function leave() {
  if (!getKey()) {
    try { await send('DELETE', '/v1/session', undefined, { quiet: true }); } catch { /* It is over either way. */ }
  }
  lose();
}

/// The server does not know this caller any more.
export function lose() {
  setKey(null);
  sessionStorage.removeItem(slot);
  enter(null);
}
