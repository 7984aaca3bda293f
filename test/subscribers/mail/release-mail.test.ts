import * as fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { confirmationMail } from '../../../src/subscribers/mail/confirmation-mail.ts';
import type { Mail } from '../../../src/subscribers/mail/mail.ts';
import { type ReleaseMailInput, releaseMail } from '../../../src/subscribers/mail/release-mail.ts';
import { sanitizeBody } from '../../../src/validation/sanitize.ts';
import { NEWSROOM, release, releaseMailInput, variant } from './samples.ts';

const AT = Date.parse('2025-11-13T10:00:00+02:00');

function mail(changes: Partial<ReleaseMailInput> = {}): Mail {
  const composed = releaseMail(releaseMailInput(changes));
  if (composed === null) throw new Error('no mail');
  return composed;
}

/** The elements in document order. */
function elements(html: string): { name: string; attributes: { readonly [name: string]: string } }[] {
  const list: { name: string; attributes: { readonly [name: string]: string } }[] = [];
  const parser = new Parser({ onopentag: (name, attributes) => void list.push({ name, attributes }) });
  parser.end(html);
  return list;
}

describe('a mail with a release', () => {
  test('has the date, title, lead, body, contacts, page link and cancel link in its text', () => {
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

  test('is from the mailbox of the operator, with its name or the name of the newsroom', () => {
    const address = 'noreply@kaiku.example';
    expect(mail({ sender: { name: 'Kaiku', address } }).from).toEqual({ name: 'Kaiku', address });
    expect(mail({ sender: { name: '', address } }).from).toEqual({ name: 'Satamakaupunki', address });
  });

  test('has its own language and the language of the release in `lang`', () => {
    const { html, headers } = mail({ reader: { id: 'a', email: 'a@b.example', language: 'sv' } });
    const languages = elements(html).flatMap(({ attributes }) => attributes.lang ?? []);
    expect(languages).toEqual(['sv', 'sv', 'fi']);
    expect(headers['Content-Language']).toBe('fi');
  });

  test('loads no resources when it is opened', () => {
    const body =
      '<p>A</p><img src="https://kuva.example/a.jpg" alt="Lautta" /><img src="https://x.example/p.gif" alt="" />';
    const { html } = mail({ release: release({ variants: { fi: variant('fi', { body }) } }) });
    expect(elements(html).filter(({ name }) => /^(img|link|script|iframe|object)$/.test(name))).toEqual([]);
    expect(html).not.toContain('p.gif');
    expect(html).toContain('<a href="https://kuva.example/a.jpg">[Lautta]</a>');
  });

  test('sets no text or background colour, so that dark mode works', () => {
    const { html } = mail();
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html.replaceAll('color-scheme', '')).not.toMatch(/[;"{]\s*(?:background|color)\b/);
  });

  test('begins with all new correction notes when it is a correction notice', () => {
    const corrections = [
      { at: AT - 1000, note: { fi: 'Tunnettu.' } },
      { at: AT, note: { fi: 'Ensimmäinen.' } },
      { at: AT + 1000, note: { fi: 'Toinen.' } },
    ];
    const notice = mail({
      kind: 'corrected',
      corrections: 1,
      original: '<1@a>',
      release: release({ corrections }),
    });
    expect(notice.subject).toBe('Oikaisu: Uusi lauttalinja avataan toukokuussa');
    expect(notice.text.startsWith('Oikaisu: Ensimmäinen.\n\nToinen.\n\nTiedotetta on oikaistu')).toBe(true);
    expect(notice.text).toContain('Linja yhdistää');
    expect(notice.text).not.toContain('Tunnettu');
    expect(notice.headers).toMatchObject({ References: '<1@a>', 'In-Reply-To': '<1@a>' });
  });

  test('does not contain the withdrawn text when it is a withdrawal notice', () => {
    const withdrawn = { at: AT, reason: { fi: 'Tiedot olivat vääriä.' } };
    const notice = mail({ kind: 'withdrawn', release: release({ state: 'withdrawn', withdrawn }) });
    expect(notice.text.startsWith('Tiedote on vedetty takaisin: Tiedot olivat vääriä.')).toBe(true);
    expect(notice.text).toContain('13.11.2025 10:00:00 EET');
    expect(notice.text).not.toContain('Linja yhdistää');
    expect(notice.html).not.toContain('Linja yhdistää');
  });

  test('is null when there is no such variant, correction or withdrawal', () => {
    expect(releaseMail(releaseMailInput({ kind: 'corrected' }))).toBeNull();
    expect(releaseMail(releaseMailInput({ kind: 'withdrawn' }))).toBeNull();
    expect(releaseMail(releaseMailInput({ language: 'en' }))).toBeNull();
  });

  test('has one-line headers and well-formed HTML for any text of the publisher', () => {
    const words = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(words, words, words, words, (title, lead, body, name) => {
        const hostile = variant('fi', { title, lead, body: sanitizeBody(body, null) ?? '' });
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

  test('escapes plain text', () => {
    const title = '<img src=x onerror=alert(1)> & "Ås"';
    const { html } = mail({ release: release({ variants: { fi: variant('fi', { title, lead: title }) } }) });
    expect(elements(html).some(({ name }) => name === 'img')).toBe(false);
    expect(html).toContain('<title>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Ås&quot;</title>');
  });
});

test.each(['fi', 'sv', 'en'] as const)(
  'the confirmation mail in %s has the link as its first address, alone on its line',
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

test('a subject has no controls of direction, also of a title and a name that were stored with them', () => {
  const titled = release({ variants: { fi: variant('fi', { title: 'Lau\u202Etta\u2067' }) } });
  expect(mail({ release: titled }).subject).toBe('Lautta');
  const named = { ...NEWSROOM, name: { fi: 'Sata\u202Ema' } };
  const sender = { name: '', address: 'noreply@kaiku.example' };
  expect(mail({ newsroom: named, sender }).from.name).toBe('Satama');
});
