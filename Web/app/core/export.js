import { zip } from './zip.js';
import { readable } from './tasks.js';

/// Takes what was made home: files in an archive, which is put together in memory.
const mostBytes = 1.5e9;

/// A name that people and file systems can read: "2026-11-25 a red balloon over the sea 2.png".
function nameOf(task, index) {
  const words = readable(task).normalize('NFC').replace(/[^\p{L}\p{N} -]+/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, 60);
  const kind = task.outputs[index].url.split('?')[0].split('.').at(-1);
  return `${[new Date(task.createdAt).toISOString().slice(0, 10), words, task.outputs.length > 1 && index + 1].filter(Boolean).join(' ')}.${kind}`;
}

/// - Parameter tell: is given how many of all files are there.
export async function archive(tasks, tell) {
  const wanted = tasks.flatMap((task) => task.outputs.map((_, index) => [task, index]));
  const names = new Map();
  const files = [];
  let size = 0;
  for (const [task, index] of wanted) {
    const answer = await fetch(task.outputs[index].url).catch(() => null);
    if (!answer?.ok) throw new Error('downloadFailed');
    const name = nameOf(task, index);
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    size += bytes.length;
    if (size > mostBytes) throw new Error('archiveTooLarge');
    files.push({ name: count > 1 ? name.replace(/(\.\w+)$/, ` (${count})$1`) : name, bytes, time: task.createdAt });
    tell(files.length, wanted.length);
  }
  return zip(files);
}

/// Hands a file to the browser's downloads.
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  Object.assign(link, { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
