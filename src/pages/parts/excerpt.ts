import { balanceBidi } from '../../domain/bidi.ts';

/** The text on one line, cut at a word's end to at most `length` UTF-16 code units and an ellipsis. */
export function excerpt(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return balanceBidi(line);
  const cut = line.slice(0, length);
  const lastSpace = cut.lastIndexOf(' ');
  // The cut must not leave the first half of a surrogate pair.
  const kept = (lastSpace > length / 2 ? cut.slice(0, lastSpace) : cut).replace(/[\uD800-\uDBFF]$/, '');
  return `${balanceBidi(kept)}…`;
}
