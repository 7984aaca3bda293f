import { isWebm } from './format/webm.ts';
import { zipDocumentType } from './format/zip.ts';
import type { ByteSource, Bytes } from './source.ts';
import type { MediaTypeName } from './types.ts';

/**
 * Detects the type by the signature at the first byte; null for a type that the library does not accept. A signature
 * further on does not count, because such a file could be valid in two formats.
 */
export async function detectType(source: ByteSource): Promise<MediaTypeName | null> {
  const head = await source.read(0, HEAD_BYTES);
  if (head.text(0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (head.text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (/^GIF8[79]a/.test(head.text(0, 6))) return 'gif';
  if (head.text(0, 4) === 'RIFF' && head.text(8, 4) === 'WEBP') return 'webp';
  if (head.text(4, 4) === 'ftyp') return typeByBrands(head);
  if (head.text(0, 4) === '\x1a\x45\xdf\xa3') return (await isWebm(source)) ? 'webm' : null;
  if (head.text(0, 5) === '%PDF-') return 'pdf';
  return head.text(0, 4) === 'PK\x03\x04' ? zipDocumentType(source) : null;
}

const HEAD_BYTES = 512;
const AVIF_BRANDS: readonly string[] = ['avif', 'avis'];
/** Registered brands of video files (mp4ra.org). Files with audio only have other brands. */
const MP4_BRANDS = /^(?:isom|iso[2-9a-c]|mp4[12]|avc1|M4V[ HP]|dash|MSNV|3gp[4-7])$/;

/** ISO/IEC 14496-12 section 4.3. */
function typeByBrands(head: Bytes): MediaTypeName | null {
  const end = Math.min(head.u32(0) ?? 0, head.length);
  const major = head.text(8, 4);
  const compatible = Array.from({ length: Math.max(0, Math.floor((end - 16) / 4)) }, (_, index) =>
    head.text(16 + index * 4, 4),
  );
  if (AVIF_BRANDS.includes(major)) return 'avif';
  // `mif1` and `miaf` are common to all HEIF images, so a compatible brand must name AVIF.
  if (major === 'mif1' || major === 'miaf') return compatible.includes('avif') ? 'avif' : null;
  if (major === 'qt  ') return 'mov';
  return MP4_BRANDS.test(major) ? 'mp4' : null;
}
