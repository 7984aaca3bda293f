export function decodeHex(segment: string): string {
  const bytes = segment.match(/../g) ?? [];
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
}

/** Encodes text as a key segment. Callers must not pass empty text, because a segment cannot be empty. */
export function encodeHex(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
