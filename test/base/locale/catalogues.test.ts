import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../src/base/locale/language.ts';
import { CATALOGUES } from '../../../src/base/locale/translate.ts';
import type { ProblemCode } from '../../../src/base/problem.ts';
import { REFUSAL_CODES } from '../../../src/base/refusal.ts';
import { RELEASE_TYPES } from '../../../src/domain/release.ts';
import { IMPORT_NOTE_CODES } from '../../../src/imports/import-note.ts';

const ROOT = new URL('../../../', import.meta.url);

/** Returns every text by its path, such as `problem.field.too-long_one`. */
function texts(branch: object, path: string[] = []): Map<string, string> {
  const textByPath = new Map<string, string>();
  for (const [name, value] of Object.entries(branch)) {
    const here = [...path, name];
    if (typeof value === 'string') textByPath.set(here.join('.'), value);
    else for (const [below, text] of texts(value, here)) textByPath.set(below, text);
  }
  return textByPath;
}

const placeholders = (text: string) => [...text.matchAll(/{{([^}]*)}}/g)].map(([, inside]) => inside).sort();

const FINNISH = texts(CATALOGUES.fi);

/** With a new ProblemCode this does not compile until the code is added. */
const PROBLEM_CODES = Object.keys({
  unauthorized: true,
  forbidden: true,
  'not-found': true,
  'method-not-allowed': true,
  gone: true,
  'too-large': true,
  'unsupported-media-type': true,
  malformed: true,
  'precondition-required': true,
  stale: true,
  'wrong-state': true,
  taken: true,
  invalid: true,
  'idempotency-mismatch': true,
  'too-many-requests': true,
  busy: true,
  unavailable: true,
  'insufficient-storage': true,
  internal: true,
} satisfies Record<ProblemCode, true>);

describe.each(LANGUAGES)('the catalogue in %s', (language) => {
  const catalogue = texts(CATALOGUES[language]);

  it('has the same keys, plural forms among them, as the Finnish', () => {
    expect([...catalogue.keys()].sort()).toEqual([...FINNISH.keys()].sort());
  });

  it('has the same placeholders as the Finnish, text by text', () => {
    for (const [key, text] of catalogue) {
      expect([key, placeholders(text)]).toEqual([key, placeholders(FINNISH.get(key) ?? '')]);
    }
  });

  it('has every plural form that the language needs, and no other', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plurals = [...catalogue.keys()].filter((key) => /_(zero|one|two|few|many|other)$/.test(key));
    const bases = new Set(plurals.map((key) => key.slice(0, key.lastIndexOf('_'))));
    expect(plurals.toSorted()).toEqual(
      [...bases].flatMap((base) => needed.map((form) => `${base}_${form}`)).sort(),
    );
  });

  it('has no text that is empty, unbalanced, padded or nested', () => {
    for (const [key, text] of catalogue) {
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe('');
      expect(text.replace(/{{[a-z]+(?:, number)?}}/g, ''), key).not.toMatch(/[{}]|\$t\(|[<>]/);
    }
  });

  it('has a file for each namespace, and each file in its index', () => {
    const files = readdirSync(new URL(`locales/${language}`, ROOT)).filter((file) => file.endsWith('.json'));
    expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(
      Object.keys(CATALOGUES[language]).sort(),
    );
  });

  it.each(PROBLEM_CODES)('has title and detail for the problem %s', (code) => {
    expect(catalogue.get(`problem.${code}.title`)).toBeTypeOf('string');
    expect(catalogue.get(`problem.${code}.detail`)).toMatch(/\.$/);
  });

  it.each(RELEASE_TYPES)('names the type %s, alone, in number and as a feed', (type) => {
    for (const key of [`common.type.${type}`, `common.types.${type}`, `feed.type.${type}.title`]) {
      expect(catalogue.get(key), key).toBeTypeOf('string');
    }
  });

  it.each(LANGUAGES)('names the language %s in itself', (named) => {
    expect(catalogue.get(`common.language.${named}`)).toBe(FINNISH.get(`common.language.${named}`));
  });
});

describe('the catalogues', () => {
  it('differ from language to language, except in names', () => {
    const alike = LANGUAGES.filter((language) => language !== 'fi').flatMap((language) =>
      [...texts(CATALOGUES[language])].filter(([key, text]) => FINNISH.get(key) === text).map(([key]) => key),
    );
    expect(alike.filter((key) => !/^common\.language\.|^feed\.keyword\.title$/.test(key))).toEqual([]);
  });

  it('have a text for every code and rule in the sources', () => {
    const sources = readdirSync(new URL('src', ROOT), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => readFileSync(new URL(`src/${file}`, ROOT), 'utf8'))
      .join('\n');
    const named = (member: string) =>
      [...sources.matchAll(new RegExp(`\\b${member}: '([a-z-]+)'`, 'g'))].map(([, code]) => code ?? '');
    const has = (path: string) => FINNISH.has(path) || FINNISH.has(`${path}_other`);

    const refusals: readonly string[] = REFUSAL_CODES;
    const notes: readonly string[] = IMPORT_NOTE_CODES;
    const others = [...PROBLEM_CODES, ...refusals, ...notes];
    const codes = named('code').filter((code) => !others.includes(code));
    expect(codes).toContain('time-malformed');
    expect(codes.filter((code) => !has(`problem.field.${code}`))).toEqual([]);
    expect(refusals.filter((code) => !has(`intake.refusal.${code}`))).toEqual([]);
    expect(notes.filter((code) => !has(`intake.note.${code}`))).toEqual([]);
    expect(named('rule').filter((rule) => !has(`problem.state.${rule}`))).toEqual([]);
  });
});
