/**
 * MurmurHash3 (Austin Appleby, public domain), the 128-bit variant for 32-bit machines, over UTF-8: tells contents apart
 * and keeps no secret. `crypto.subtle` has digests too, but a promise for each of ten thousand items.
 *
 * @returns 32 hexadecimal digits
 */
export function digest(text: string): string {
  const bytes = ENCODER.encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const state: Lanes = [0, 0, 0, 0];
  const whole = bytes.length - (bytes.length % BLOCK);
  for (let at = 0; at < whole; at += BLOCK) mixBlock(state, view, at);
  mixTail(state, bytes.subarray(whole));
  return finished(state, bytes.length)
    .map((lane) => (lane >>> 0).toString(16).padStart(8, '0'))
    .join('');
}

type Lanes = [number, number, number, number];

const ENCODER = new TextEncoder();
const BLOCK = 16;
const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

const rotated = (lane: number, by: number) => (lane << by) | (lane >>> (32 - by));
const scrambled = (word: number, by: number, first: number, second: number) =>
  Math.imul(rotated(Math.imul(word, first), by), second);

function mixBlock(h: Lanes, view: DataView, at: number): void {
  const step = (lane: number, by: number, next: number, plus: number) =>
    (Math.imul((rotated(lane, by) + next) | 0, 5) + plus) | 0;
  h[0] = step(h[0] ^ scrambled(view.getInt32(at, true), 15, C1, C2), 19, h[1], 0x561ccd1b);
  h[1] = step(h[1] ^ scrambled(view.getInt32(at + 4, true), 16, C2, C3), 17, h[2], 0x0bcaa747);
  h[2] = step(h[2] ^ scrambled(view.getInt32(at + 8, true), 17, C3, C4), 15, h[3], 0x96cd1c35);
  h[3] = step(h[3] ^ scrambled(view.getInt32(at + 12, true), 18, C4, C1), 13, h[0], 0x32ac3b17);
}

/** What is left beyond the last whole block, as if zeros followed it: a word of zeros changes nothing. */
function mixTail(h: Lanes, rest: Uint8Array): void {
  const padded = new Uint8Array(BLOCK);
  padded.set(rest);
  const view = new DataView(padded.buffer);
  h[0] ^= scrambled(view.getInt32(0, true), 15, C1, C2);
  h[1] ^= scrambled(view.getInt32(4, true), 16, C2, C3);
  h[2] ^= scrambled(view.getInt32(8, true), 17, C3, C4);
  h[3] ^= scrambled(view.getInt32(12, true), 18, C4, C1);
}

function finished(h: Lanes, length: number): Lanes {
  const spread = ([a, b, c, d]: Lanes): Lanes => {
    const sum = (a + b + c + d) | 0;
    return [sum, (b + sum) | 0, (c + sum) | 0, (d + sum) | 0];
  };
  const [a, b, c, d] = spread([h[0] ^ length, h[1] ^ length, h[2] ^ length, h[3] ^ length]);
  return spread([avalanche(a), avalanche(b), avalanche(c), avalanche(d)]);
}

function avalanche(lane: number): number {
  let h = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
