import { utf8Bytes } from '../domain/limits.ts';
import { MEDIA_LIMITS } from './limits.ts';
import type { MediaType } from './types.ts';

const DEFAULT_STEM = 'media';
/** Control and format characters, such as those that change the text direction, and characters that file systems forbid. */
const FORBIDDEN_CHARACTERS = /[\p{C}\p{Zl}\p{Zp}<>:"/\\|?*]+/gu;
/** Reserved device names of Windows, with or without a suffix. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * The last segment of `given` with a suffix of its type, safe as a path segment, in a header and on every file system.
 * Idempotent: a result does not change when it is given again.
 */
export function fileNameOf(given: string, { suffixes }: MediaType): string {
  const [last = ''] = given.toWellFormed().normalize('NFC').split(/[/\\]/).slice(-1);
  const cleaned = last
    .replace(FORBIDDEN_CHARACTERS, '')
    .replace(/\s+/gu, '-')
    .replace(/\uFFFD/g, '');
  const suffix = cleaned.split('.').at(-1)?.toLowerCase() ?? '';
  const matchingSuffix = cleaned.includes('.') ? suffixes.find((known) => known === suffix) : undefined;
  const stem = cleaned.slice(0, cleaned.length - (foreignSuffix(cleaned) ?? '').length);
  const shortened = trim(shorten(trim(stem)));
  const name = shortened === '' ? DEFAULT_STEM : shortened.replace(DEVICE_NAME, (device) => `${device}-`);
  return `${name}.${matchingSuffix ?? suffixes[0]}`;
}

function foreignSuffix(name: string): string | undefined {
  return /\.[a-z][a-z0-9]{1,4}$/i.exec(name)?.[0];
}

function trim(name: string): string {
  return name.replace(/^[.\s-]+/u, '').replace(/[.\s-]+$/u, '');
}

function shorten(name: string): string {
  let [shortened, bytes] = ['', 0];
  for (const character of name) {
    bytes += utf8Bytes(character);
    if (bytes > MEDIA_LIMITS.fileNameBytes) break;
    shortened += character;
  }
  return shortened;
}
