export interface ChosenRange {
  readonly offset: number;
  readonly length: number;
}

/** Returns null for the whole file, also when the field is malformed or has several ranges (RFC 9110 section 14.2). */
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

/** RFC 9110 section 13.1.5: `If-Range` must equal the current strong ETag. */
export function isRangeAllowed(ifRange: string | null, etag: string): boolean {
  return ifRange === null || (!etag.startsWith('W/') && ifRange.trim() === etag);
}
