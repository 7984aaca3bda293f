/** Pixels after rotation; null when the file has no size. */
export interface Extent {
  readonly width: number | null;
  readonly height: number | null;
}

export const UNKNOWN_EXTENT: Extent = { width: null, height: null };

export function extent(width: number | null, height: number | null): Extent | null {
  return width === null || height === null || width === 0 || height === 0 ? null : { width, height };
}

export function quarterTurned({ width, height }: Extent): Extent {
  return { width: height, height: width };
}
