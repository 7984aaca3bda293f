import * as fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { confirmationMail } from '../../../src/subscribers/mail/confirmation-mail.ts';
import type { Mail } from '../../../src/subscribers/mail/mail.ts';
import { type ReleaseLetter, releaseMail } from '../../../src/subscribers/mail/release-mail.ts';
import { sanitizeBody } from '../../../src/validation/sanitize.ts';
import { letter, NEWSROOM, release, variant } from './samples.ts';

const AT = Date.parse('2025-11-13T10:00:00+02:00');

function mail(changes: Partial<ReleaseLetter> = {}): Mail {
  const composed = releaseMail(letter(changes));
  if (composed === null) throw new Error('no mail');
  return composed;
}

/** Elements with their attributes, in order. */
function elements(html: string): { name: string; attributes: { readonly [name: string]: string } }[] {
  const found: { name: string; attributes: { readonly [name: string]: string } }[] = [];
  const parser = new Parser({ onopentag: (name, attributes) => void found.push({ name, attributes }) });
  parser.end(html);
  return found;
}

describe('a mail with a release', () => {
  test('has stamp, title, lead, body, contacts, the page and the way out in its text', () => {
    const { subject, text } = mail();
    expect(subject).toBe('Uusi lauttalinja avataan toukokuussa');
    expect(text.split('\n\n')).toEqual([
      '12.11.2025 23:08:27 EET | Tiedote | Satamakaupunki',
      'Uusi lauttalinja avataan toukokuussa',
      'Lautta kulkee tunnin välein.',
      'Matka kestää 20 minuuttia.',
      'Linja yhdistää saaret <https://satama.example/saaret> keskustaan.',
      'Yhteyshenkilöt\n- Maija Meri, viestintäpäällikkö, +358 9 123 4567, maija.meri@satama.example',
      'Tiedote verkossa:\nhttps://tiedotteet.example/fi/satama/42/uusi-lauttalinja',
      expect.stringMatching(/^-- \n.*liisa@lukija\.example.*Satamakaupunki/),
      'Muuta tilausta:\nhttps://tiedotteet.example/subscriptions/manage/1.a.b',
      'Peruuta tilaus:\nhttps://tiedotteet.example/subscriptions/cancel/1.a.b\n',
    ]);
  });

  test('comes from the operator’s mailbox, under its own name or else the newsroom’s', () => {
    const address = 'noreply@kaiku.example';
    expect(mail({ sender: { name: 'Kaiku', address } }).from).toEqual({ name: 'Kaiku', address });
    expect(mail({ sender: { name: '', address } }).from).toEqual({ name: 'Satamakaupunki', address });
  });

  test('names its own language and that of words in another', () => {
    const { html, headers } = mail({ reader: { id: 'a', email: 'a@b.example', language: 'sv' } });
    const languages = elements(html).flatMap(({ attributes }) => attributes.lang ?? []);
    expect(languages).toEqual(['sv', 'sv', 'fi']);
    expect(headers['Content-Language']).toBe('fi');
  });

  test('loads nothing when it is opened', () => {
    const body =
      '<p>A</p><img src="https://kuva.example/a.jpg" alt="Lautta" /><img src="https://x.example/p.gif" alt="" />';
    const { html } = mail({ release: release({ variants: { fi: variant('fi', { body }) } }) });
    expect(elements(html).filter(({ name }) => /^(img|link|script|iframe|object)$/.test(name))).toEqual([]);
    expect(html).not.toContain('p.gif');
    expect(html).toContain('<a href="https://kuva.example/a.jpg">[Lautta]</a>');
  });

  test('sets no colour of text or ground, so that light and dark are the reader’s own', () => {
    const { html } = mail();
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html.replaceAll('color-scheme', '')).not.toMatch(/[;"{]\s*(?:background|color)\b/);
  });

  test('says in a notice what is corrected before anything else, every note that is news', () => {
    const corrections = [
      { at: AT - 1000, note: { fi: 'Tunnettu.' } },
      { at: AT, note: { fi: 'Ensimmäinen.' } },
      { at: AT + 1000, note: { fi: 'Toinen.' } },
    ];
    const told = mail({
      tidings: 'corrected',
      corrections: 1,
      original: '<1@a>',
      release: release({ corrections }),
    });
    expect(told.subject).toBe('Oikaisu: Uusi lauttalinja avataan toukokuussa');
    expect(told.text.startsWith('Oikaisu: Ensimmäinen.\n\nToinen.\n\nTiedotetta on oikaistu')).toBe(true);
    expect(told.text).toContain('Linja yhdistää');
    expect(told.text).not.toContain('Tunnettu');
    expect(told.headers).toMatchObject({ References: '<1@a>', 'In-Reply-To': '<1@a>' });
  });

  test('tells a withdrawal without what was withdrawn', () => {
    const withdrawn = { at: AT, reason: { fi: 'Tiedot olivat vääriä.' } };
    const told = mail({ tidings: 'withdrawn', release: release({ state: 'withdrawn', withdrawn }) });
    expect(told.text.startsWith('Tiedote on vedetty takaisin: Tiedot olivat vääriä.')).toBe(true);
    expect(told.text).toContain('13.11.2025 10:00:00 EET');
    expect(told.text).not.toContain('Linja yhdistää');
    expect(told.html).not.toContain('Linja yhdistää');
  });

  test('is none where there is nothing to tell', () => {
    expect(releaseMail(letter({ tidings: 'corrected' }))).toBeNull();
    expect(releaseMail(letter({ tidings: 'withdrawn' }))).toBeNull();
    expect(releaseMail(letter({ language: 'en' }))).toBeNull();
  });

  test('stays one line a header and well formed whatever its publisher writes', () => {
    const words = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(words, words, words, words, (title, lead, body, name) => {
        const hostile = variant('fi', { title, lead, body: sanitizeBody(body, null) });
        const newsroom = { ...NEWSROOM, name: { fi: name } };
        const { subject, from, headers, html } = mail({
          newsroom,
          release: release({ variants: { fi: hostile } }),
        });
        const lines = [subject, from.name, ...Object.values(headers)];
        expect(lines.filter((line) => /[\r\n\0]/.test(line))).toEqual([]);
        expect(elements(html).filter(({ name: tag }) => tag === 'script')).toEqual([]);
        expect(elements(html).filter(({ name: tag }) => tag === 'body')).toHaveLength(1);
      }),
      { numRuns: 20 },
    );
  }, 30_000);

  test('escapes what is plain text', () => {
    const title = '<img src=x onerror=alert(1)> & "Ås"';
    const { html } = mail({ release: release({ variants: { fi: variant('fi', { title, lead: title }) } }) });
    expect(elements(html).some(({ name }) => name === 'img')).toBe(false);
    expect(html).toContain('<title>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Ås&quot;</title>');
  });
});

test.each(['fi', 'sv', 'en'] as const)(
  'the confirmation in %s has its link first, alone on its line',
  (language) => {
    const link = 'https://tiedotteet.example/subscriptions/confirm/1.a';
    const { text, subject } = confirmationMail({
      sender: { name: 'Kaiku', address: 'kaiku@kaiku.example' },
      newsroom: { ...NEWSROOM, name: { fi: 'https://paha.example' } },
      baseUrl: 'https://tiedotteet.example',
      to: 'a@b.example',
      language,
      key: ['a'],
      link,
    });
    expect(/https?:\/\/\S+/.exec(text)?.[0]).toBe(link);
    expect(text.split('\n')).toContain(link);
    expect(subject).toContain('https://paha.example');
  },
);
