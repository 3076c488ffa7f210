/// 128 random bits. `crypto.randomUUID` would want https.
export function identifier() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
