import { own } from '../base/json.ts';

/** A member that is text, or a number that stands for text; empty when it is neither or is not there. */
export function textIn(value: unknown, ...names: readonly string[]): string {
  for (const name of names) {
    const text = asText(own(value, name));
    if (text.trim() !== '') return text;
  }
  return '';
}

export function asText(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? value : '';
}

/** The first member of these names that is a list; an empty one when none is. */
export function listIn(value: unknown, ...names: readonly string[]): readonly unknown[] {
  for (const name of names) {
    const list: unknown = own(value, name);
    if (Array.isArray(list)) return list;
  }
  return [];
}
