import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LANGUAGES, type Language } from '../../../src/base/locale/language.ts';
import { createTranslator, type TextKey, translate } from '../../../src/base/locale/translate.ts';

describe('a text', () => {
  it.each<[Language, TextKey, string]>([
    ['fi', 'feed:entry.correction', 'Oikaisu'],
    ['sv', 'feed:entry.correction', 'Rättelse'],
    ['en', 'feed:entry.correction', 'Correction'],
    ['sv', 'common:types.invitation', 'Inbjudningar'],
    ['fi', 'problem:not-found.title', 'Ei löytynyt'],
  ])('in %s of %s is %s', (language, key, expected) => {
    expect(translate(language, key)).toBe(expected);
  });

  it('inserts values unchanged', () => {
    const name = 'Kirjakauppa Åberg & <Pojat>';
    expect(translate('sv', 'feed:newsroom.title', { name })).toBe(`${name}: nyhetsrum`);
  });

  it('does not interpret i18next syntax in a value', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '$t(common:type.release)',
        '{{name}}',
        '{{keyword}}',
        '$&',
        "$'",
        '$1',
        '__proto__',
        '{{',
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, fc.constantFrom(...LANGUAGES), (name, keyword, language) => {
        const title = translate(language, 'feed:keyword.title', { name, keyword });
        expect(title).toBe(`${name}: ${keyword}`);
      }),
    );
  });

  it('does not use a parameter as an i18next option', () => {
    const params = { name: 'Yle', lng: 'en', defaultValue: 'no', ns: 'common', returnObjects: 1 };
    expect(translate('fi', 'feed:newsroom.title', params)).toBe('Yle: uutishuone');
  });
});

describe('a limit', () => {
  it.each<[Language, string, Record<string, number>, string]>([
    ['fi', 'too-long', { max: 5000 }, 'Enintään 5\u00a0000 merkkiä.'],
    ['fi', 'too-few', { min: 1 }, 'Luettelossa on oltava vähintään 1 kohta.'],
    ['sv', 'too-many', { max: 1 }, 'Listan får innehålla högst 1 post.'],
    ['sv', 'too-many', { max: 50 }, 'Listan får innehålla högst 50 poster.'],
    ['en', 'too-long', { max: 5000 }, 'At most 5,000 characters.'],
    ['en', 'too-short', { min: 1 }, 'At least 1 character.'],
  ])(
    'in %s, %s %j, has the plural form and number format of the language',
    (language, code, params, expected) => {
      expect(translate(language, `problem:field.${code}`, params)).toBe(expected);
    },
  );
});

describe('the translator', () => {
  it('is synchronous and writes nothing to the console, also for an unknown key', () => {
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
      vi.spyOn(console, level),
    );
    const fresh = createTranslator();
    expect(fresh('en', 'feed:entry.links')).toBe('Links');
    expect(fresh('en', 'problem:field.no-such-code')).toBe('field.no-such-code');
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});
