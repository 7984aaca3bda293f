import type { JsonObject } from '../base/json.ts';
import { LIMITS } from '../domain/limits.ts';

/** What a form was sent with, to be shown again as its sender wrote it. */
export interface FormValues {
  readonly email: string;
  readonly keywords: string;
  readonly types: readonly string[];
  readonly fallback: boolean;
}

export function formValues(form: URLSearchParams): FormValues {
  return {
    email: form.get('email') ?? '',
    keywords: form.getAll('keywords').join(', '),
    types: form.getAll('types').slice(0, LIMITS.links),
    fallback: form.has('fallback'),
  };
}

/** The choices in a form, as the body that the API takes: one schema judges both. Commas part the keywords. */
export function choicesBody({ keywords, types, fallback }: FormValues): JsonObject {
  const words = keywords
    .split(/[,;\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return { keywords: words, types, fallback };
}
