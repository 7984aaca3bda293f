/** Characters that `fromCharCode` is given at a time: arguments have a limit. */
const PORTION = 32_768;

/** RFC 4648 section 4. */
export function toBase64(bytes: Uint8Array): string {
  let characters = '';
  for (let at = 0; at < bytes.length; at += PORTION) {
    characters += String.fromCharCode(...bytes.subarray(at, at + PORTION));
  }
  return btoa(characters);
}

/** Null for what is no base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
