import type { JsonObject } from '../base/json.ts';
import { LIMITS } from '../domain/limits.ts';

/** The submitted values as written, so that a refused form can be displayed again. */
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

export function choicesBody({ keywords, types, fallback }: FormValues): JsonObject {
  const list = keywords
    .split(/[,;\n]/)
    .map((keyword) => keyword.trim())
    .filter((keyword) => keyword !== '');
  return { keywords: list, types, fallback };
}
