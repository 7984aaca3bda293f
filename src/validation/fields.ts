import * as v from 'valibot';
import { isObject } from '../base/json.ts';
import type { Language, Localized } from '../base/locale/language.ts';
import { LANGUAGES } from '../base/locale/language.ts';
import { LAST_INSTANT } from '../base/time/helsinki.ts';
import { balanceBidi, withoutBidiControls } from '../domain/bidi.ts';
import { hasMoreCharacters, LIMITS } from '../domain/limits.ts';
import { toLines, toOneLine, toPlainLine } from '../domain/text.ts';
import { codeWithLimit, MAX_REPORTED_ERRORS } from './field-errors.ts';
import { parseHttpUrl } from './url.ts';

/**
 * Valibot accepts an array as an object, so an array is validated as null. Valibot makes an issue for each unknown field,
 * so no more of them are validated than are reported.
 */
export function object<const E extends v.ObjectEntries>(entries: E, unknown = 'unknown-field') {
  const schema = v.objectWithRest(entries, v.never(unknown), 'not-an-object');
  return withInputView(schema, (input) => {
    if (Array.isArray(input)) return null;
    return isObject(input) ? withFewUnknownFields(input, entries) : input;
  });
}

function withFewUnknownFields(input: { readonly [name: string]: unknown }, entries: v.ObjectEntries): object {
  const names = Object.keys(input);
  const unknown = names.filter((name) => !Object.hasOwn(entries, name));
  if (unknown.length <= MAX_REPORTED_ERRORS) return input;
  const excluded = new Set(unknown.slice(MAX_REPORTED_ERRORS));
  return Object.fromEntries(names.filter((name) => !excluded.has(name)).map((name) => [name, input[name]]));
}

/** Validates at most one item more than `max`, so that a very long list costs little. */
export function list<const S extends v.GenericSchema>(item: S, max: number) {
  const schema = v.pipe(v.array(item, 'not-a-list'), v.maxLength(max, codeWithLimit('too-many', max)));
  return withInputView(schema, (input) => (Array.isArray(input) ? input.slice(0, max + 1) : input));
}

/** Wraps `~run` instead of using a transform, because the JSON Schema must stay the same. */
function withInputView<S extends v.GenericSchema>(schema: S, view: (input: unknown) => unknown): S {
  const run = schema['~run'].bind(schema);
  return Object.defineProperty(schema, '~run', {
    value: ({ value }: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) =>
      run({ value: view(value) }, config),
    enumerable: true,
  });
}

function cleanText(clean: (text: string) => string, maxLength: number) {
  return v.pipe(
    v.string('not-a-string'),
    v.metadata({ maxLength }),
    v.transform(clean),
    v.check((text) => !hasMoreCharacters(text, maxLength), codeWithLimit('too-long', maxLength)),
  );
}

/** A name or a title: one line without bidirectional controls. */
export const text = (max: number) => cleanText(toPlainLine, max);

/** A sentence or more on one line. */
export const sentences = (max: number) => cleanText(balanced(toOneLine, max), max);

export const longText = (max: number) => cleanText(balanced(toLines, max), max);

/** The ends that are added must not make a text too long that was stored before. */
function balanced(clean: (text: string) => string, maxLength: number) {
  return (text: string): string => {
    const cleaned = clean(text);
    const withEnds = balanceBidi(cleaned);
    return hasMoreCharacters(withEnds, maxLength) ? withoutBidiControls(cleaned) : withEnds;
  };
}

export const requiredText = (max: number) => v.pipe(text(max), v.nonEmpty('empty'));

/** With a new language this does not compile until the language is added. */
export function perLanguage<const S extends v.GenericSchema>(schema: S) {
  const field = v.exactOptional(schema);
  return object(
    { fi: field, sv: field, en: field } satisfies { [L in Language]: unknown },
    'malformed-language',
  );
}

/** A plain string is used for every language; empty texts are removed. */
export function localized(max: number, line: typeof text = text) {
  return v.pipe(
    v.union([line(max), perLanguage(line(max))], 'not-an-object'),
    v.transform((given): Localized => {
      const entries = LANGUAGES.map((language) => [
        language,
        typeof given === 'string' ? given : given[language],
      ]);
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''));
    }),
  );
}

export const requiredLocalized = (max: number, line: typeof text = text) =>
  v.pipe(
    localized(max, line),
    v.check((localizedText) => Object.keys(localizedText).length > 0, 'empty'),
  );

export const language = v.picklist(LANGUAGES, 'malformed-language');

export const url = v.pipe(
  v.string('not-a-string'),
  v.metadata({ format: 'uri', maxLength: LIMITS.url }),
  v.transform(toPlainLine),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const address = parseHttpUrl(dataset.value);
    if (address !== null) return address;
    const isLong = hasMoreCharacters(dataset.value, LIMITS.url);
    addIssue({ message: isLong ? codeWithLimit('too-long', LIMITS.url) : 'malformed-url' });
    return NEVER;
  }),
);

/** `rfcEmail` is the rule of the HTML standard. */
export const email = v.pipe(
  v.string('not-a-string'),
  v.metadata({ format: 'email', maxLength: LIMITS.email }),
  v.transform(toPlainLine),
  v.maxLength(LIMITS.email, codeWithLimit('too-long', LIMITS.email)),
  v.rfcEmail('malformed-email'),
);

/** People also write `09 310 1641 (vaihde)`, so three digits are enough. */
const phone = v.pipe(text(LIMITS.phone), v.regex(/(?:\d\D*){3}/, 'malformed-phone'));

/** RFC 6838 section 4.2. */
const mediaType = v.pipe(
  text(LIMITS.mediaType),
  v.regex(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/i, 'malformed-media-type'),
  v.toLowerCase(),
);

export function integer(least: number, most: number) {
  return v.pipe(
    v.number('not-a-number'),
    v.integer('not-an-integer'),
    v.minValue(least, codeWithLimit('too-small', least)),
    v.maxValue(most, codeWithLimit('too-big', most)),
  );
}

const bytes = integer(0, Number.MAX_SAFE_INTEGER);

export const instant = integer(0, LAST_INSTANT);

export const contact = object({
  name: requiredText(LIMITS.name),
  title: v.exactOptional(localized(LIMITS.name)),
  email: v.exactOptional(email),
  phone: v.exactOptional(phone),
});

export const link = object({ url, title: v.exactOptional(localized(LIMITS.name)) });

export const media = object({
  url,
  type: v.exactOptional(mediaType),
  bytes: v.exactOptional(bytes),
  alt: v.exactOptional(localized(LIMITS.alt, sentences)),
  caption: v.exactOptional(localized(LIMITS.caption, sentences)),
  credit: v.exactOptional(text(LIMITS.name)),
});
