/// A zip archive of files as they are, without compression: clips and pictures are compressed already.
///
/// - Source: PKWARE's APPNOTE 6.3, the records that every archive has; sizes and offsets below 4 GB.

const table = new Uint32Array(256).map((_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i += 1) crc = table[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/// Numbers of so many bytes each, the lowest byte first.
function record(fields) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

/// The time as DOS had it: in steps of two seconds, from 1980 on.
function dosTime(milliseconds) {
  const date = new Date(milliseconds);
  return [
    (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1),
    (Math.max(date.getFullYear() - 1980, 0) << 9) | ((date.getMonth() + 1) << 5) | date.getDate(),
  ];
}

/// - Parameter files: {name, bytes, time}, with names of their own each and times in milliseconds since 1970.
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, bytes, time } of files) {
    const words = new TextEncoder().encode(name);
    const [clock, day] = dosTime(time);
    // Version 2.0, names in UTF-8, stored.
    const common = [[2, 20], [2, 0x0800], [2, 0], [2, clock], [2, day], [4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, words.length], [2, 0]];
    const head = record([[4, 0x04034b50], ...common]);
    directory.push(record([[4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), words);
    parts.push(head, words, bytes);
    offset += head.length + words.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([[4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]]);
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}
