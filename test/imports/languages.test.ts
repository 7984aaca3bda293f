import { describe, expect, it } from 'vitest';
import type { ImportContext } from '../../src/imports/document.ts';
import { nearestLanguage } from '../../src/imports/languages.ts';

const CONTEXT: ImportContext = {
  contentType: null,
  contentLanguage: null,
  url: null,
  website: null,
  defaultLanguage: 'fi',
};

const nearest = (tags: (string | null | undefined)[], contentLanguage: string | null = null) =>
  nearestLanguage(tags, { ...CONTEXT, contentLanguage });

describe('the nearest language', () => {
  it.each([
    [['sv'], 'sv'],
    [['sv-FI'], 'sv'],
    [['fi_FI'], 'fi'],
    [['FI'], 'fi'],
    [['swe'], 'sv'],
    [['eng-GB'], 'en'],
    [[' en '], 'en'],
    [['en_US.UTF-8'], 'en'],
    [[null, undefined, '', '  ', 'sv', 'en'], 'sv'],
    [['und', 'en'], 'en'],
    [[], 'fi'],
  ])('of %j is %s', (tags, language) => {
    expect(nearest(tags)).toEqual({ ok: true, language });
  });

  it.each([
    ['sv', 'sv'],
    ['en-GB, fi', 'en'],
    ['', 'fi'],
  ])('is that of Content-Language %j when no tag has one', (contentLanguage, language) => {
    expect(nearest([null], contentLanguage)).toEqual({ ok: true, language });
  });

  it.each([
    [['no'], 'no'],
    [['de-AT'], 'de-AT'],
    // `se` is Northern Sámi, although some feeds mean Swedish.
    [['se'], 'se'],
    [['constructor'], 'constructor'],
    [[null, 'nb', 'fi'], 'nb'],
    [['<b>x</b>\u0000'], 'bxb'],
    [['x'.repeat(1_000_000)], 'x'.repeat(35)],
  ])('is refused by name for %.40j', (tags, name) => {
    expect(nearest(tags)).toEqual({ ok: false, refusal: { code: 'language-not-served', name } });
  });

  it('is refused without a name when no letter of the tag is safe', () => {
    expect(nearest(['日本語'])).toEqual({ ok: false, refusal: { code: 'language-not-served' } });
  });

  it('is refused for an unsupported Content-Language', () => {
    expect(nearest([null], 'no, fi')).toEqual({
      ok: false,
      refusal: { code: 'language-not-served', name: 'no' },
    });
  });
});
