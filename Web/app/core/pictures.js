import { keep, read } from './storage.js';
import { pictureLimits } from './catalogue.js';
import { identifier } from './identifier.js';

/// Pictures that were given, as the server takes them: PNG or JPEG, not too small, not too large.

const cache = new Map();

/// Takes a file or a canvas in.
/// - Returns: {key, width, height, enlarged}. - Throws: an Error whose message is a key of a sentence.
export async function take(source) {
  const { most_bytes: mostBytes, least_side: leastSide } = pictureLimits();
  let bitmap;
  try { bitmap = await createImageBitmap(source); } catch { throw new Error('pictureUnreadable'); }
  let { width, height } = bitmap;
  let blob = source instanceof Blob && ['image/png', 'image/jpeg'].includes(source.type) ? source : null;
  const scale = leastSide / Math.min(width, height);
  const enlarged = scale > 1;
  if (enlarged) [width, height] = [Math.ceil(width * scale), Math.ceil(height * scale)];
  if (Math.max(width, height) > 2.5 * Math.min(width, height)) throw new Error('pictureTooLong');
  if (!blob || enlarged || blob.size > mostBytes) blob = await redraw(bitmap, width, height, 'image/png');
  if (blob.size > mostBytes) blob = await redraw(bitmap, width, height, 'image/jpeg');
  if (blob.size > mostBytes) throw new Error('pictureTooLarge');
  bitmap.close();
  const key = identifier();
  await keep('pictures', key, blob);
  return { key, width, height, enlarged };
}

function redraw(bitmap, width, height, type) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, type, 0.92));
}

/// The frame that a video shows now.
export async function frameOf(video) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext('2d').drawImage(video, 0, 0);
  return take(canvas);
}

/// An address of a kept picture for this page; nothing where it is gone.
export async function address(key) {
  if (cache.has(key)) return cache.get(key);
  const blob = await read('pictures', key);
  if (!blob) return null;
  cache.set(key, URL.createObjectURL(blob));
  return cache.get(key);
}

/// As requests have it: base64 without a head.
export async function base64(key) {
  const blob = await read('pictures', key);
  if (!blob) throw new Error('pictureGone');
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(new Error('pictureGone'));
    reader.readAsDataURL(blob);
  });
}

/// Files with pictures in what was dropped or pasted.
export const filesOf = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith('image/'));

/// Keeps a mask as it is drawn. - Returns: its key.
export async function keepMask(canvas) {
  const key = identifier();
  await keep('pictures', key, await new Promise((resolve) => canvas.toBlob(resolve, 'image/png')));
  return key;
}

/// A result as a picture to go on with.
export async function takeFrom(url) {
  let blob;
  try { blob = await (await fetch(url)).blob(); } catch { throw new Error('unheard'); }
  return take(blob);
}
