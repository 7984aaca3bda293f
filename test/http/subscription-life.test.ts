import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { header } from '../subscribers/mail/inbox.ts';
import { NOON } from './harness.ts';
import { cancelLink, firstAddress, LANGUAGES, type MailHarness, openMailing } from './mailing.ts';

const TITLES = { fi: 'Uusi lauttalinja', sv: 'Ny färjelinje', en: 'New ferry line' };
const ALL = {
  fi: { title: TITLES.fi, body: '<p>Linja avataan.</p>', keywords: ['liikenne'] },
  sv: { title: TITLES.sv, body: '<p>Linjen öppnas.</p>', keywords: ['trafik'] },
  en: { title: TITLES.en, body: '<p>The line opens.</p>', keywords: ['traffic'] },
};
const CORRECTED = { fi: 'Oikaisu', sv: 'Rättelse', en: 'Correction' };

let mailing: MailHarness;
beforeEach(async () => {
  mailing = await openMailing();
});
afterEach(() => mailing.close());

describe.each(LANGUAGES)('a subscription in %s', (language) => {
  const reader = `lukija.${language}@lehti.example`;

  test('is requested, confirmed, delivered, corrected, withdrawn and cancelled', async () => {
    const { inbox, ask, confirm, form, get, publish, change, releases } = mailing;
    expect((await ask(reader, language)).status).toBe(202);
    const [asked] = inbox.to(reader);
    const link = firstAddress(asked);
    expect(asked?.text?.split('\n')).toContain(`https://tiedotteet.example${link}`);
    expect(header(asked, 'Content-Language')).toBe(language);

    const page = await get(link);
    expect([page.status, page.headers.get('content-language')]).toEqual([200, language]);
    expect(page.text).toContain(`<html lang="${language}">`);
    await publish(ALL);
    expect(releases(reader)).toEqual([]);

    expect((await confirm(reader)).status).toBe(200);
    await mailing.moveTo(NOON + 1000);
    await publish(ALL);
    const [brought] = releases(reader);
    expect(brought?.subject).toBe(TITLES[language]);
    expect(brought?.text).toContain('10.3.2026 12:00:01 EET');
    expect(header(brought, 'Message-ID')).toMatch(/^<1000002\.1\.[0-9a-f]{32}@tiedotteet\.example>$/);
    expect(header(brought, 'List-Unsubscribe')).toBe(`<https://tiedotteet.example/${cancelLink(brought)}>`);
    expect(header(brought, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(header(brought, 'List-Id')).toBe(`<${language}.newsroom-1.tiedotteet.example>`);
    expect(header(brought, 'Auto-Submitted')).toBe('auto-generated');

    const note = { fi: 'Vuosi oli väärin.', sv: 'Året var fel.', en: 'The year was wrong.' };
    await change('patch', 1, { variants: {} });
    expect(releases(reader)).toHaveLength(1);
    const release = '/api/v1/newsrooms/satamakaupunki/releases/2';
    const call = (what: string, revision: number, json: object) =>
      mailing.call('POST', `${release}/${what}`, {
        token: mailing.token,
        json,
        headers: { 'If-Match': `"${revision}"` },
      });
    await call('correct', 1, { note });
    await mailing.waitUntilIdle();
    const corrected = releases(reader)[1];
    expect(corrected?.subject).toBe(`${CORRECTED[language]}: ${TITLES[language]}`);
    expect(corrected?.text?.startsWith(`${CORRECTED[language]}: ${note[language]}`)).toBe(true);
    expect(header(corrected, 'References')).toBe(header(brought, 'Message-ID'));
    expect(header(corrected, 'Message-ID')).toMatch(/^<1000002\.2\./);

    await call('withdraw', 2, { reason: 'Perusteeton.' });
    await mailing.waitUntilIdle();
    expect(releases(reader)[2]?.text).toContain('Perusteeton.');
    expect(header(releases(reader)[2], 'References')).toBe(header(brought, 'Message-ID'));

    const cancel = cancelLink(brought);
    expect((await get(`/${cancel}`)).status).toBe(200);
    expect((await form(`/${cancel}`, 'List-Unsubscribe=One-Click')).status).toBe(200);
    await publish(ALL);
    expect(releases(reader)).toHaveLength(3);
  });
});

describe('recipients', () => {
  const one = (language: 'fi' | 'sv' | 'en') => ({ [language]: ALL[language] });

  test('a subscriber without fallback waits for the language, and one with fallback gets the release once', async () => {
    await mailing.subscribe('odottaa@lehti.example', 'sv');
    await mailing.subscribe('ottaa@lehti.example', 'sv', { fallback: true });
    await mailing.publish(one('fi'));
    expect(mailing.releases('odottaa@lehti.example')).toEqual([]);
    const [other] = mailing.releases('ottaa@lehti.example');
    expect(other?.subject).toBe(TITLES.fi);
    expect(other?.text).toContain('på finska');
    expect(header(other, 'Content-Language')).toBe('fi');

    await mailing.change('patch', 1, { variants: { sv: ALL.sv } });
    expect(mailing.releases('odottaa@lehti.example').map(({ subject }) => subject)).toEqual([TITLES.sv]);
    expect(mailing.releases('ottaa@lehti.example')).toHaveLength(1);
  });

  test.each([
    [{ keywords: ['Liikenne'] }, 1],
    [{ keywords: ['trafik'] }, 0],
    [{ types: ['release', 'invitation'] }, 1],
    [{ types: ['invitation'] }, 0],
    [{ keywords: ['liikenne'], types: ['statement'] }, 0],
    [{ keywords: ['meri', 'liikenne'], types: ['release'] }, 1],
  ])('the choices %j bring %i mails of a release on traffic', async (choices, count) => {
    await mailing.subscribe('lukija@lehti.example', 'fi', choices);
    await mailing.publish(ALL);
    expect(mailing.releases('lukija@lehti.example')).toHaveLength(count);
  });

  test('an imported archive is not mailed, but a release of the last hours is', async () => {
    await mailing.subscribe('lukija@lehti.example', 'fi');
    await mailing.publish(ALL, { publishAt: '2026-03-09T11:59:59' });
    expect(mailing.releases('lukija@lehti.example')).toEqual([]);
    await mailing.publish(ALL, { publishAt: '2026-03-09T12:00:01' });
    expect(mailing.releases('lukija@lehti.example')).toHaveLength(1);
  });

  test('an embargoed release is mailed when its embargo is lifted, not before', async () => {
    await mailing.subscribe('lukija@lehti.example', 'fi');
    await mailing.publish(ALL, { state: 'scheduled', publishAt: '2026-03-10T13:00:00' });
    expect(mailing.releases('lukija@lehti.example')).toEqual([]);
    await mailing.moveTo('2026-03-10T13:00:00+02:00');
    await mailing.waitUntilIdle();
    expect(mailing.releases('lukija@lehti.example')).toHaveLength(1);
  });

  test('the withdrawal of one language is mailed to those who got that language', async () => {
    await mailing.subscribe('fi@lehti.example', 'fi');
    await mailing.subscribe('sv@lehti.example', 'sv');
    await mailing.publish(ALL);
    await mailing.change('withdraw', 1, { reason: 'Fel.', languages: ['sv'] });
    expect(mailing.releases('sv@lehti.example')).toHaveLength(2);
    expect(mailing.releases('fi@lehti.example')).toHaveLength(1);
  });
});
