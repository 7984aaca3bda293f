export const MEDIA_LIMITS = {
  fileBytes: 25 * 1024 * 1024,
  files: 10_000,
  /** A larger revision of an export is restored as this one. */
  revision: 999_999_999,
  /** Pixels of one side and of the whole image or video, which a viewer has to decode. */
  side: 20_000,
  pixels: 100_000_000,
  /** UTF-8 bytes of a file name without its suffix. File systems allow 255 with it. */
  fileNameBytes: 200,
  /** Characters of `fileName` in metadata. The name of an upload is shortened instead. */
  fileNameCharacters: 255,
  metadataBytes: 65_536,
  partHeaderBytes: 8_192,
  formParts: 16,
  stagedMilliseconds: 60 * 60 * 1000,
} as const;
