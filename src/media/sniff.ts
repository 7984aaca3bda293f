import { isWebm } from './format/webm.ts';
import { documentInZip } from './format/zip.ts';
import type { ByteSource, Bytes } from './source.ts';
import type { MediaTypeName } from './types.ts';

/**
 * What bytes are by what they begin with, null for anything that a library does not take. A signature counts at the very
 * start only: what has something before it is more than one thing.
 */
export async function sniff(source: ByteSource): Promise<MediaTypeName | null> {
  const head = await source.read(0, HEAD);
  if (head.text(0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (head.text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (/^GIF8[79]a/.test(head.text(0, 6))) return 'gif';
  if (head.text(0, 4) === 'RIFF' && head.text(8, 4) === 'WEBP') return 'webp';
  if (head.text(4, 4) === 'ftyp') return byBrands(head);
  if (head.text(0, 4) === '\x1a\x45\xdf\xa3') return (await isWebm(source)) ? 'webm' : null;
  if (head.text(0, 5) === '%PDF-') return 'pdf';
  return head.text(0, 4) === 'PK\x03\x04' ? documentInZip(source) : null;
}

const HEAD = 512;
const AVIF_BRANDS: readonly string[] = ['avif', 'avis'];
/** Registered brands of files with a film in them (mp4ra.org); audio alone has others. */
const MP4_BRANDS = /^(?:isom|iso[2-9a-c]|mp4[12]|avc1|M4V[ HP]|dash|MSNV|3gp[4-7])$/;

/** ISO/IEC 14496-12 section 4.3: the major brand and those the file is compatible with. */
function byBrands(head: Bytes): MediaTypeName | null {
  const end = Math.min(head.u32(0) ?? 0, head.length);
  const major = head.text(8, 4);
  const compatible = Array.from({ length: Math.max(0, Math.floor((end - 16) / 4)) }, (_, index) =>
    head.text(16 + index * 4, 4),
  );
  if (AVIF_BRANDS.includes(major)) return 'avif';
  // HEIF's common brand, with AVIF named as what is in it.
  if (major === 'mif1' || major === 'miaf') return compatible.includes('avif') ? 'avif' : null;
  if (major === 'qt  ') return 'mov';
  return MP4_BRANDS.test(major) ? 'mp4' : null;
}
