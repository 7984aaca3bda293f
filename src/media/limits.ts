/** What a newsroom's library may hold. Words have their limits in `release/limits.ts`. */
export const MEDIA_LIMITS = {
  /** Of one file. */
  bytes: 25 * 1024 * 1024,
  /** Files of a newsroom. */
  items: 10_000,
  /** Pixels on one side of an image or video, and in all: what a viewer has to decode. */
  side: 20_000,
  pixels: 100_000_000,
  /** UTF-8 bytes of a file's name without its suffix: file systems take 255 with it. */
  fileNameBytes: 200,
  /** Characters of a name that is asked for in words; one that comes with the bytes is cut. */
  fileName: 255,
  /** Bytes of the JSON that comes with a file in a form. */
  words: 65_536,
  /** Bytes of the headers of one part of a form, and parts of a form. */
  partHeaders: 8_192,
  parts: 16,
  /** Milliseconds after which bytes that became no item are taken away. */
  staged: 60 * 60 * 1000,
} as const;
