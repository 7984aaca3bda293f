/** The text that `hex` made into a segment. */
export function unhex(segment: string): string {
  const bytes = segment.match(/../g) ?? [];
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
}

/** Free text as a segment: lower-case hexadecimal of its UTF-8 bytes. Empty text makes no segment and must not be given. */
export function hex(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
