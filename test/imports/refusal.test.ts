import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/base/locale/language.ts';
import { REFUSAL_CODES } from '../../src/base/refusal.ts';
import { refusalText } from '../../src/imports/refusal.ts';

describe.each(LANGUAGES)('a refusal in %s', (language) => {
  it.each(REFUSAL_CODES)('of %s is a sentence, with or without a name', (code) => {
    for (const refusal of [{ code }, { code, name: 'nb-NO' }]) {
      expect(refusalText(language, refusal)).toMatch(/^\p{Lu}[^{}]+\.$/u);
    }
  });

  it('has the name and the position', () => {
    expect(refusalText(language, { code: 'language-not-served', name: 'nb-NO' })).toContain(': nb-NO.');
    expect(refusalText(language, { code: 'not-well-formed', where: '3:14' })).toMatch(/: 3:14\.$/);
    const both = refusalText(language, { code: 'unknown-charset', name: 'koi8-r', where: '1:1' });
    expect(both).toMatch(/: koi8-r\..+: 1:1\.$/);
  });

  it('does not interpret a name or a position', () => {
    const refusal = { code: 'unknown-charset', name: '{{where}}', where: '$t(intake:at)' } as const;
    expect(refusalText(language, refusal)).toContain('$t(intake:at)');
  });
});
