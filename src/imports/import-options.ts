import * as v from 'valibot';
import type { Language } from '../base/locale/language.ts';
import { invalid, ok, type Result } from '../base/problem.ts';
import { isTimeZone } from '../base/time/zone.ts';
import * as field from '../validation/fields.ts';
import { parseInput } from '../validation/parse.ts';

/** What a publisher says of a document, with an import or a source. */
export interface ImportOptions {
  /** Language of the texts whose own is missing, wrong or not served; null when the document knows better. */
  readonly language: Language | null;
  /** Zone of dates that carry none, by its name in the tz database; null for the format's own default. */
  readonly timezone: string | null;
}

const timezone = v.pipe(v.string('not-a-string'), v.check(isTimeZone, 'unknown-timezone'));

/** Members of a JSON body, and parameters of a query. */
export const importOptionFields = {
  language: v.optional(v.nullable(field.language), null),
  timezone: v.optional(v.nullable(timezone), null),
} as const;

export const IMPORT_OPTION_NAMES: readonly string[] = Object.keys(importOptionFields);

const OptionsBody = field.object(importOptionFields);

/** Parameters of the query; empty ones count as absent. The pointer of an error is the parameter's name. */
export function parseImportOptions(parameter: (name: string) => string | undefined): Result<ImportOptions> {
  const given = IMPORT_OPTION_NAMES.map((name) => [name, parameter(name) || null]);
  const { value, errors } = parseInput(OptionsBody, Object.fromEntries(given));
  if (value !== undefined) return ok(value);
  return invalid(...errors.map((error) => ({ ...error, pointer: error.pointer.slice(1) })));
}

export const FetchBody = field.object({ url: field.url, ...importOptionFields });

export interface FetchRequest extends ImportOptions {
  readonly url: string;
}

/** A JSON object with `url`; what it says comes before the query's `options`. */
export function parseFetchRequest(body: unknown, options: ImportOptions): Result<FetchRequest> {
  const { value, errors } = parseInput(FetchBody, body);
  if (value === undefined) return invalid(...errors);
  return ok({
    url: value.url,
    language: value.language ?? options.language,
    timezone: value.timezone ?? options.timezone,
  });
}
