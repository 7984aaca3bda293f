import type { MediaKind } from '../domain/media-file.ts';

/** A file type that the library accepts. Types that can contain scripts, such as SVG and HTML, are not accepted. */
export interface MediaType {
  readonly type: string;
  readonly kind: MediaKind;
  /** The first is used for new names. */
  readonly suffixes: readonly [string, ...string[]];
}

const OOXML = 'application/vnd.openxmlformats-officedocument';
const ODF = 'application/vnd.oasis.opendocument';

export const MEDIA_TYPES = {
  jpeg: { type: 'image/jpeg', kind: 'image', suffixes: ['jpg', 'jpeg'] },
  png: { type: 'image/png', kind: 'image', suffixes: ['png'] },
  gif: { type: 'image/gif', kind: 'image', suffixes: ['gif'] },
  webp: { type: 'image/webp', kind: 'image', suffixes: ['webp'] },
  avif: { type: 'image/avif', kind: 'image', suffixes: ['avif'] },
  mp4: { type: 'video/mp4', kind: 'video', suffixes: ['mp4', 'm4v'] },
  mov: { type: 'video/quicktime', kind: 'video', suffixes: ['mov'] },
  webm: { type: 'video/webm', kind: 'video', suffixes: ['webm'] },
  pdf: { type: 'application/pdf', kind: 'document', suffixes: ['pdf'] },
  docx: { type: `${OOXML}.wordprocessingml.document`, kind: 'document', suffixes: ['docx'] },
  xlsx: { type: `${OOXML}.spreadsheetml.sheet`, kind: 'document', suffixes: ['xlsx'] },
  pptx: { type: `${OOXML}.presentationml.presentation`, kind: 'document', suffixes: ['pptx'] },
  odt: { type: `${ODF}.text`, kind: 'document', suffixes: ['odt'] },
  ods: { type: `${ODF}.spreadsheet`, kind: 'document', suffixes: ['ods'] },
  odp: { type: `${ODF}.presentation`, kind: 'document', suffixes: ['odp'] },
} as const satisfies { readonly [name: string]: MediaType };

export type MediaTypeName = keyof typeof MEDIA_TYPES;

export function mediaTypeOf(type: string): MediaType | undefined {
  return Object.values(MEDIA_TYPES).find((known) => known.type === type);
}
