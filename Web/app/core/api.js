import { Subject } from './dom.js';

/// A refusal of the server, or no answer at all (status 0).
export class Refusal extends Error {
  constructor(status, code, message, requestID, retryAfter) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestID = requestID;
    this.retryAfter = retryAfter;
  }
  get isUnheard() { return this.status === 0; }
  /// Whether the same request may be accepted later.
  get isPassing() { return this.status === 0 || this.status >= 500 || [1302, 1303].includes(this.code); }
}

/// Told when the server no longer knows who asks.
export const signedOut = new Subject();

/// How this page names its caller: an API key, or nothing where a cookie does.
let key = null;
export const setKey = (value) => { key = value; };
export const getKey = () => key;

function headers(more = {}) {
  const all = { 'X-Kinora-Studio': '1', Accept: 'application/json', ...more };
  if (key) all.Authorization = `Bearer ${key}`;
  return all;
}

/// Sends a request below the server's root.
/// - Throws: Refusal.
export async function send(method, path, body, { signal, keepalive, quiet } = {}) {
  const options = { method, headers: headers(body === undefined ? {} : { 'Content-Type': 'application/json' }), signal, keepalive };
  options.credentials = 'same-origin';
  if (body !== undefined) options.body = JSON.stringify(body);
  let answer, text;
  try {
    answer = await fetch(path, options);
    text = await answer.text();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal(0, 0, 'There was no answer.');
  }
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { /* Something between us and the server answered. */ }
  if (answer.ok) return value;
  const said = value?.error ?? value ?? {};
  const refusal = new Refusal(
    answer.status, Number(said.code) || 0, said.message ?? answer.statusText, value?.request_id ?? answer.headers.get('x-request-id'),
    Number(answer.headers.get('retry-after')) || null);
  if (answer.status === 401 && !quiet) signedOut.tell(refusal);
  throw refusal;
}

/// What is in the envelope.
export const get = async (path, options) => (await send('GET', path, undefined, options)).data;
export const post = async (path, body, options) => (await send('POST', path, body, options)).data;

/// Follows all tasks of the account, for ever: reconnects, and is told how things stand each time.
/// - Parameters: `onEvent` gets each event's data; `onState` is told whether there is a connection.
export function follow(onEvent, onState) {
  const stop = new AbortController();
  let last = null, pause = 500;
  (async () => {
    while (!stop.signal.aborted) {
      try {
        const more = last ? { 'Last-Event-ID': last } : {};
        const answer = await fetch('/v1/events', {
          headers: headers({ ...more, Accept: 'text/event-stream' }), signal: stop.signal, credentials: 'same-origin', cache: 'no-store',
        });
        if (answer.status === 401) {
          signedOut.tell(null);
          return;
        }
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        onState(true);
        pause = 500;
        let rest = '';
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        for (;;) {
          const { value, done } = await reader.read();
          if (done) break;
          const messages = (rest + value).split('\n\n');
          rest = messages.pop();
          for (const message of messages) {
            const fields = {};
            for (const line of message.split('\n')) {
              const at = line.indexOf(':');
              if (at > 0) fields[line.slice(0, at)] = line.slice(at + 1).trimStart();
            }
            if (fields.id) last = fields.id;
            if (fields.event === 'task') onEvent(JSON.parse(fields.data));
          }
        }
      } catch (error) {
        if (stop.signal.aborted) return;
      }
      onState(false);
      await wakeAfter(pause, stop.signal);
      pause = Math.min(pause * 2, 10_000);
    }
  })();
  return () => stop.abort();
}

/// Waits so many milliseconds, or until the network or the page comes back.
function wakeAfter(milliseconds, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      document.removeEventListener('visibilitychange', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done);
  });
}

/// A result's address on this server, under whatever name the page knows it.
export function local(url) {
  const parsed = new URL(url, location.href);
  return parsed.pathname.startsWith('/assets/') ? parsed.pathname + parsed.search : parsed.href;
}
