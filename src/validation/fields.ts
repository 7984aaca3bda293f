import * as v from 'valibot';
import type { Language, Localized } from '../base/locale/language.ts';
import { LANGUAGES } from '../base/locale/language.ts';
import { LAST_INSTANT } from '../base/time/helsinki.ts';
import { characters, LIMITS } from '../domain/limits.ts';
import { lines, oneLine } from '../domain/text.ts';
import { limited } from './field-errors.ts';
import { httpUrl } from './url.ts';

/**
 * The fields that requests are made of. A message is a field error's code. Lengths are judged after tidying; the
 * metadata says them to readers of the OpenAPI document, where JSON Schema counts characters as we do.
 */

/** An object of just these fields. Valibot takes a list for an object, so a list is put to it as null. */
export function fields<const E extends v.ObjectEntries>(entries: E, unknown = 'unknown-field') {
  const schema = v.objectWithRest(entries, v.never(unknown), 'not-an-object');
  return lookingAt(schema, (input) => (Array.isArray(input) ? null : input));
}

/** A list of at most `max`. Of a longer one only as much is looked at as shows that it is too long. */
export function list<const S extends v.GenericSchema>(item: S, max: number) {
  const schema = v.pipe(v.array(item, 'not-a-list'), v.maxLength(max, limited('too-many', max)));
  return lookingAt(schema, (input) => (Array.isArray(input) ? input.slice(0, max + 1) : input));
}

/** The same schema, shown another view of its input: as far as JSON Schema is concerned nothing has changed. */
function lookingAt<S extends v.GenericSchema>(schema: S, view: (input: unknown) => unknown): S {
  const run = schema['~run'].bind(schema);
  return Object.defineProperty(schema, '~run', {
    value: ({ value }: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) =>
      run({ value: view(value) }, config),
    enumerable: true,
  });
}

function tidied(tidy: (text: string) => string, maxLength: number) {
  return v.pipe(
    v.string('not-a-string'),
    v.metadata({ maxLength }),
    v.transform(tidy),
    v.check((text) => characters(text) <= maxLength, limited('too-long', maxLength)),
  );
}

/** One line of plain text, possibly empty. */
export const text = (max: number) => tidied(oneLine, max);

/** Plain text that may run over several lines, possibly empty. */
export const longText = (max: number) => tidied(lines, max);

export const requiredText = (max: number) => v.pipe(text(max), v.nonEmpty('empty'));

/** One field a language: a new language fails to compile until it is named here. */
export function perLanguage<const S extends v.GenericSchema>(schema: S) {
  const field = v.exactOptional(schema);
  return fields(
    { fi: field, sv: field, en: field } satisfies { [L in Language]: unknown },
    'malformed-language',
  );
}

/** Text per language, or a plain string that means every language. An empty text was not given. */
export function localized(max: number) {
  return v.pipe(
    v.union([text(max), perLanguage(text(max))], 'not-an-object'),
    v.transform((given): Localized => {
      const said = LANGUAGES.map((language) => [
        language,
        typeof given === 'string' ? given : given[language],
      ]);
      return Object.fromEntries(said.filter(([, words]) => words !== undefined && words !== ''));
    }),
  );
}

export const requiredLocalized = (max: number) =>
  v.pipe(
    localized(max),
    v.check((words) => Object.keys(words).length > 0, 'empty'),
  );

export const language = v.picklist(LANGUAGES, 'malformed-language');

export const url = v.pipe(
  v.string('not-a-string'),
  v.metadata({ format: 'uri', maxLength: LIMITS.url }),
  v.transform(oneLine),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const address = httpUrl(dataset.value);
    if (address !== null) return address;
    const isLong = characters(dataset.value) > LIMITS.url;
    addIssue({ message: isLong ? limited('too-long', LIMITS.url) : 'malformed-url' });
    return NEVER;
  }),
);

/** The HTML standard's e-mail address, which mail systems at large accept. */
export const email = v.pipe(
  v.string('not-a-string'),
  v.metadata({ format: 'email', maxLength: LIMITS.email }),
  v.transform(oneLine),
  v.maxLength(LIMITS.email, limited('too-long', LIMITS.email)),
  v.rfcEmail('malformed-email'),
);

/** People write numbers in many ways (`09 310 1641 (vaihde)`): only one without a number in it is refused. */
const phone = v.pipe(text(LIMITS.phone), v.regex(/(?:\d\D*){3}/, 'malformed-phone'));

/** RFC 6838 section 4.2. Types are case-insensitive; lower case is what readers compare with. */
const mediaType = v.pipe(
  text(LIMITS.mediaType),
  v.regex(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/i, 'malformed-media-type'),
  v.toLowerCase(),
);

/** A whole number, both bounds included. */
export function integer(least: number, most: number) {
  return v.pipe(
    v.number('not-a-number'),
    v.integer('not-an-integer'),
    v.minValue(least, limited('too-small', least)),
    v.maxValue(most, limited('too-big', most)),
  );
}

const bytes = integer(0, Number.MAX_SAFE_INTEGER);

/** Milliseconds, as times are stored: of those that can be named. */
export const instant = integer(0, LAST_INSTANT);

export const contact = fields({
  name: requiredText(LIMITS.name),
  title: v.exactOptional(localized(LIMITS.name)),
  email: v.exactOptional(email),
  phone: v.exactOptional(phone),
});

export const link = fields({ url, title: v.exactOptional(localized(LIMITS.name)) });

export const media = fields({
  url,
  type: v.exactOptional(mediaType),
  bytes: v.exactOptional(bytes),
  alt: v.exactOptional(localized(LIMITS.alt)),
  caption: v.exactOptional(localized(LIMITS.caption)),
  credit: v.exactOptional(text(LIMITS.name)),
});
