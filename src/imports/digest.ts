/**
 * MurmurHash3 (Austin Appleby, public domain), 128-bit variant for 32-bit machines, as 32 hexadecimal digits. It is
 * not secure. `crypto.subtle` would need a promise for each of ten thousand items.
 */
export function digest(text: string): string {
  const bytes = ENCODER.encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const state: HashState = [0, 0, 0, 0];
  const blockBytes = bytes.length - (bytes.length % BLOCK);
  for (let at = 0; at < blockBytes; at += BLOCK) mixBlock(state, view, at);
  mixTail(state, bytes.subarray(blockBytes));
  return finalState(state, bytes.length)
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('');
}

type HashState = [number, number, number, number];

const ENCODER = new TextEncoder();
const BLOCK = 16;
const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

const rotated = (word: number, by: number) => (word << by) | (word >>> (32 - by));
const scrambled = (word: number, by: number, first: number, second: number) =>
  Math.imul(rotated(Math.imul(word, first), by), second);

function mixBlock(h: HashState, view: DataView, at: number): void {
  const step = (word: number, by: number, next: number, plus: number) =>
    (Math.imul((rotated(word, by) + next) | 0, 5) + plus) | 0;
  h[0] = step(h[0] ^ scrambled(view.getInt32(at, true), 15, C1, C2), 19, h[1], 0x561ccd1b);
  h[1] = step(h[1] ^ scrambled(view.getInt32(at + 4, true), 16, C2, C3), 17, h[2], 0x0bcaa747);
  h[2] = step(h[2] ^ scrambled(view.getInt32(at + 8, true), 17, C3, C4), 15, h[3], 0x96cd1c35);
  h[3] = step(h[3] ^ scrambled(view.getInt32(at + 12, true), 18, C4, C1), 13, h[0], 0x32ac3b17);
}

/** The last incomplete block is padded with zeros: a word of zeros does not change the state. */
function mixTail(h: HashState, rest: Uint8Array): void {
  const padded = new Uint8Array(BLOCK);
  padded.set(rest);
  const view = new DataView(padded.buffer);
  h[0] ^= scrambled(view.getInt32(0, true), 15, C1, C2);
  h[1] ^= scrambled(view.getInt32(4, true), 16, C2, C3);
  h[2] ^= scrambled(view.getInt32(8, true), 17, C3, C4);
  h[3] ^= scrambled(view.getInt32(12, true), 18, C4, C1);
}

function finalState(h: HashState, length: number): HashState {
  const spread = ([a, b, c, d]: HashState): HashState => {
    const sum = (a + b + c + d) | 0;
    return [sum, (b + sum) | 0, (c + sum) | 0, (d + sum) | 0];
  };
  const [a, b, c, d] = spread([h[0] ^ length, h[1] ^ length, h[2] ^ length, h[3] ^ length]);
  return spread([avalanche(a), avalanche(b), avalanche(c), avalanche(d)]);
}

function avalanche(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
