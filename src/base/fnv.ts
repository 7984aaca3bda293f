const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * FNV-1a with 32 bits over UTF-16 code units. It notices every change of one unit, and others with a chance of 1 to 2^32. It is
 * not collision-resistant. `hash` continues an earlier result.
 */
export function fnv1a(text: string, hash = OFFSET_BASIS): number {
  let next = hash;
  for (let at = 0; at < text.length; at += 1) next = Math.imul(next ^ text.charCodeAt(at), PRIME);
  return next >>> 0;
}
