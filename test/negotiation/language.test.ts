import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../src/base/locale/language.ts';
import { chooseLanguage, lookupLanguage } from '../../src/negotiation/language.ts';

const ALL = LANGUAGES;

describe('Accept-Language by RFC 4647 lookup', () => {
  it.each<[string | null, readonly Language[], Language]>([
    // No preference.
    [null, ALL, 'fi'],
    ['', ALL, 'fi'],
    // Subtags are removed from the right.
    ['sv', ALL, 'sv'],
    ['sv-FI', ALL, 'sv'],
    ['en-Latn-GB-oxendict', ALL, 'en'],
    ['SV-fi', ALL, 'sv'],
    // A single-letter subtag is removed together with the next one.
    ['sv-x-whatever', ALL, 'sv'],
    ['en-a-myext-b-another', ALL, 'en'],
    // Prefixes of subtags and private use tags do not match.
    ['svx', ALL, 'fi'],
    ['x-sv', ALL, 'fi'],
    ['i-sv', ALL, 'fi'],
    ['fil, en', ALL, 'en'],
    // Weight decides first, then the order of the list.
    ['en, sv', ALL, 'en'],
    ['sv, en', ALL, 'sv'],
    ['en;q=0.5, sv;q=0.8', ALL, 'sv'],
    ['en;q=0.5, sv;q=0.5', ALL, 'en'],
    ['de, fr;q=0.9, sv;q=0.1', ALL, 'sv'],
    ['sv;q=0.001, en;q=0.002', ALL, 'en'],
    // A longer range has no precedence.
    ['en-GB;q=0.4, sv;q=0.5', ALL, 'sv'],
    // Only available languages.
    ['en, sv;q=0.5', ['fi', 'sv'], 'sv'],
    ['en', ['fi', 'sv'], 'fi'],
    // The wildcard is skipped.
    ['*', ALL, 'fi'],
    ['*, sv;q=0.1', ALL, 'sv'],
    ['de, *;q=0.5', ALL, 'fi'],
    ['*-FI', ALL, 'fi'],
    ['*;q=0', ALL, 'fi'],
    // q=0 excludes a language, but not the default.
    ['sv;q=0, en', ALL, 'en'],
    ['sv-FI, sv;q=0, en;q=0.1', ALL, 'en'],
    ['sv-SE;q=0, sv', ALL, 'sv'],
    ['fi;q=0', ALL, 'fi'],
    ['fi;q=0, *', ALL, 'fi'],
    ['fi;q=0.000', ['fi'], 'fi'],
    // Unusual spacing and case are accepted.
    [' sv ; q = 0.5 ,, en ; Q=.9', ALL, 'en'],
    ['sv;q=5, en;q=1', ALL, 'sv'],
    ['sv;q=1.', ALL, 'sv'],
    ['sv;level=1;q=0.2, en;q=0.3', ALL, 'en'],
    // Malformed members are ignored.
    ['sv;q=high, en;q=0.1', ALL, 'en'],
    ['sv;q=-1', ALL, 'fi'],
    ['sv;q=', ALL, 'fi'],
    ['sv_FI', ALL, 'fi'],
    ['sv-', ALL, 'fi'],
    ['-sv', ALL, 'fi'],
    ['sv--FI', ALL, 'fi'],
    ['sv en', ALL, 'fi'],
    ['"sv", en', ALL, 'en'],
    ['";;,,=', ALL, 'fi'],
  ])('%j among %j gives %s', (header, available, expected) => {
    expect(lookupLanguage(header, available, 'fi')).toBe(expected);
  });

  it('gives the default of the newsroom, whichever that is', () => {
    expect(lookupLanguage('de', ALL, 'sv')).toBe('sv');
    expect(lookupLanguage('sv;q=0', ['sv'], 'sv')).toBe('sv');
  });
});

describe('the language of a negotiated request', () => {
  it.each<[string | null | undefined, string | null, Language]>([
    ['sv', 'en', 'sv'],
    ['SV', 'en', 'sv'],
    ['sv-FI', 'en', 'sv'],
    ['sv', 'sv;q=0, en', 'sv'],
    // The header decides when `lang` is not an available language.
    ['de', 'en', 'en'],
    ['', 'en', 'en'],
    ['*', 'en', 'en'],
    ['sv,fi', 'en', 'en'],
    ['sv;q=1', 'en', 'en'],
    [' sv', 'en', 'en'],
    [undefined, 'en', 'en'],
    [null, null, 'fi'],
    ['de', 'de', 'fi'],
  ])('?lang=%s with %j gives %s', (query, acceptLanguage, expected) => {
    expect(chooseLanguage({ query, acceptLanguage, available: ALL, fallback: 'fi' })).toBe(expected);
  });

  it('ignores ?lang= for a language the newsroom does not publish in', () => {
    const asked = { query: 'en', acceptLanguage: 'sv', available: ['fi', 'sv'], fallback: 'fi' } as const;
    expect(chooseLanguage(asked)).toBe('sv');
  });
});
