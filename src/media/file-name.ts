import { utf8Bytes } from '../domain/limits.ts';
import { MEDIA_LIMITS } from './limits.ts';
import type { MediaType } from './types.ts';

/** What a name consists of where none is left of the one that was given. */
const NAMELESS = 'media';
/** Control and format characters (among them those that turn the direction of writing), and what no file system takes. */
const NOT_IN_NAMES = /[\p{C}\p{Zl}\p{Zp}<>:"/\\|?*]+/gu;
/** Windows takes these for devices, whatever their suffix. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * A name for the downloaded file, safe as a path segment, in a header and on every file system: the last segment of
 * what was given, with the suffix of its type. Its own inverse: a name made here stays as it is.
 */
export function fileNameOf(given: string, { suffixes }: MediaType): string {
  const [last = ''] = given.toWellFormed().normalize('NFC').split(/[/\\]/).slice(-1);
  const tidy = last
    .replace(NOT_IN_NAMES, '')
    .replace(/\s+/gu, '-')
    .replace(/\uFFFD/g, '');
  const ending = tidy.split('.').at(-1)?.toLowerCase() ?? '';
  const known = tidy.includes('.') ? suffixes.find((suffix) => suffix === ending) : undefined;
  const stem = tidy.slice(0, tidy.length - (foreignSuffix(tidy) ?? '').length);
  const kept = trimmed(cut(trimmed(stem)));
  const name = kept === '' ? NAMELESS : kept.replace(DEVICE, (device) => `${device}-`);
  return `${name}.${known ?? suffixes[0]}`;
}

/** What looks like a suffix tells readers a type, which is not the name's to say: it goes, with its dot. */
function foreignSuffix(name: string): string | undefined {
  return /\.[a-z][a-z0-9]{1,4}$/i.exec(name)?.[0];
}

/** Neither dots (a hidden file, a bare suffix) nor hyphens at the ends. */
function trimmed(name: string): string {
  return name.replace(/^[.\s-]+/u, '').replace(/[.\s-]+$/u, '');
}

/** As many whole characters as a file system takes. */
function cut(name: string): string {
  let [kept, bytes] = ['', 0];
  for (const character of name) {
    bytes += utf8Bytes(character);
    if (bytes > MEDIA_LIMITS.fileNameBytes) break;
    kept += character;
  }
  return kept;
}
