import { Refusal } from './api.js';

/// What the server counts, from the text that it has for Prometheus at `/metrics`.
///
/// - Source: "Text-based format" of Prometheus's exposition formats, 0.0.4.

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const label = /(\w+)="((?:[^"\\]|\\.)*)"/g;
const unescaped = (text) => text.replace(/\\(.)/g, (_, one) => (one === 'n' ? '\n' : one));

/// - Returns: samples {labels, value} by their names.
export function parse(text) {
  const found = new Map();
  for (const one of text.split('\n')) {
    const [, name, labels, value] = (!one.startsWith('#') && one.match(line)) || [];
    if (!name) continue;
    if (!found.has(name)) found.set(name, []);
    found.get(name).push({ labels: Object.fromEntries([...(labels ?? '').matchAll(label)].map(([, key, words]) => [key, unescaped(words)])), value: Number(value) });
  }
  return found;
}

/// - Throws: Refusal.
export async function readMetrics() {
  let answer;
  try { answer = await fetch('/metrics', { cache: 'no-store', credentials: 'same-origin' }); } catch { throw new Refusal(0, 0, ''); }
  if (!answer.ok) throw new Refusal(answer.status, 0, '');
  const samples = parse(await answer.text());
  const list = (name) => samples.get(name) ?? [];
  const one = (name) => list(name)[0]?.value ?? null;
  const mean = (name, model) => {
    const [sum, count] = ['sum', 'count'].map((end) => list(`${name}_${end}`).find(({ labels }) => labels.model === model)?.value ?? 0);
    return count ? sum / count : null;
  };
  return { list, one, mean };
}

/// Whether the server can work, and what of it cannot.
export async function readHealth() {
  try { return (await (await fetch('/readyz', { cache: 'no-store' })).json()).checks ?? {}; } catch { return { server: 'unavailable' }; }
}
