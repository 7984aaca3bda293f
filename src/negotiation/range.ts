/** Some bytes of a representation: `length` of them, at least one, from `offset`. */
export interface ChosenRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * What a `Range` field asks for (RFC 9110 section 14.1.2): null for all of it, which also answers what is malformed, in
 * another unit or several ranges (section 14.2 lets a server ignore any); 'unsatisfiable' for a 416.
 */
export function chooseRange(field: string | null, size: number): ChosenRange | 'unsatisfiable' | null {
  const [, first, last] = /^bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*$/i.exec(field ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { offset: size - length, length };
  }
  const [offset, end] = [Number(first), last === '' ? Number.POSITIVE_INFINITY : Number(last)];
  if (end < offset) return null;
  return offset >= size ? 'unsatisfiable' : { offset, length: Math.min(end + 1, size) - offset };
}

/** `If-Range` (section 13.1.5): without it a range may be given; with it, when its strong tag is the present one. */
export function mayBePartial(ifRange: string | null, etag: string): boolean {
  return ifRange === null || (!etag.startsWith('W/') && ifRange.trim() === etag);
}
