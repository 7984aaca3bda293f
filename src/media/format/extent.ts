/** Pixels as a viewer shows them; null where the file does not say. */
export interface Extent {
  readonly width: number | null;
  readonly height: number | null;
}

export const UNSAID: Extent = { width: null, height: null };

/** Null when a side is missing or nothing. */
export function extent(width: number | null, height: number | null): Extent | null {
  return width === null || height === null || width === 0 || height === 0 ? null : { width, height };
}

/** Turned by a quarter. */
export function turned({ width, height }: Extent): Extent {
  return { width: height, height: width };
}
