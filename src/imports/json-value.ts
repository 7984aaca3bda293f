import { ownField } from '../base/json.ts';

/** The first of these members that is non-empty text or a number; else an empty string. */
export function textIn(value: unknown, ...names: readonly string[]): string {
  for (const name of names) {
    const text = asText(ownField(value, name));
    if (text.trim() !== '') return text;
  }
  return '';
}

export function asText(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? value : '';
}

export function listIn(value: unknown, ...names: readonly string[]): readonly unknown[] {
  for (const name of names) {
    const list: unknown = ownField(value, name);
    if (Array.isArray(list)) return list;
  }
  return [];
}
