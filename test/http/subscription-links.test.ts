import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN, type Answer, API, NEWSROOM, NOON, openHarness, PROFILE, pointers } from './harness.ts';
import { cancelLink, firstAddress, type MailHarness, openMailing, SUBSCRIPTIONS } from './mailing.ts';

const READER = 'liisa@lehti.example';
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const ONE = { fi: { title: 'Uusi lauttalinja', keywords: ['liikenne'] } };

let mailing: MailHarness;
beforeEach(async () => {
  mailing = await openMailing();
});
afterEach(() => mailing.close());

const seen = ({ status, headers, text }: Answer) => [status, [...headers], text];

describe('asking', () => {
  test('gets the same response for a known address, an unknown address and an address over the mail limit', async () => {
    const unknown = await mailing.ask(READER, 'fi');
    await mailing.confirm(READER);
    const known = await mailing.ask(READER, 'fi');
    expect(seen(known)).toEqual(seen(unknown));
    for (let count = 0; count < 20; count += 1) await mailing.ask(READER, 'fi', { keywords: [`k${count}`] });
    expect(seen(await mailing.ask(READER, 'fi'))).toEqual(seen(unknown));
  });

  test('sends at most ten mails an hour to one address, in any spelling and language', async () => {
    for (let count = 0; count < 25; count += 1) {
      await mailing.ask(count % 2 === 0 ? READER : 'LIISA@Lehti.Example', count % 3 === 0 ? 'sv' : 'fi', {
        keywords: [`k${count}`],
      });
    }
    expect(mailing.inbox.received).toHaveLength(10);
    await mailing.ask('matti@lehti.example', 'fi');
    expect(mailing.inbox.received).toHaveLength(11);
    await mailing.moveTo(NOON + HOUR);
    await mailing.ask(READER, 'fi');
    expect(mailing.inbox.received).toHaveLength(12);
  });

  test.each([
    [{ language: 'fi' }, ['/email']],
    [{ email: READER }, ['/language']],
    [{ email: READER, language: 'de' }, ['/language']],
    [{ email: 'liisa', language: 'fi' }, ['/email']],
    [{ email: 'root@localhost', language: 'fi' }, ['/email']],
    [{ email: 'liisa@127.0.0.1', language: 'fi' }, ['/email']],
    [{ email: `${READER}\r\nBcc: x@y.example`, language: 'fi' }, ['/email']],
    [{ email: `${'a'.repeat(65)}@lehti.example`, language: 'fi' }, ['/email']],
    [{ email: READER, language: 'fi', types: ['news'] }, ['/types/0']],
    [{ email: READER, language: 'fi', keywords: ['..'] }, ['/keywords/0']],
    [{ email: READER, language: 'fi', keywords: Array(51).fill('a') }, ['/keywords']],
    [{ email: READER, language: 'fi', fallback: 'yes', admin: true }, ['/fallback', '/admin']],
  ])('with %j is 422 and says which field', async (json, wrong) => {
    const refused = await mailing.call('POST', SUBSCRIPTIONS, { json });
    expect(refused.status).toBe(422);
    expect(pointers(refused).sort()).toEqual([...wrong].sort());
    expect(refused.text).not.toContain('lehti.example');
    expect(mailing.inbox.received).toEqual([]);
  });

  test('for a language that the newsroom does not use is 422', async () => {
    await mailing.call('PATCH', NEWSROOM, { token: mailing.token, json: { languages: ['fi', 'sv'] } });
    const refused = await mailing.ask(READER, 'en');
    expect([refused.status, pointers(refused)]).toEqual([422, ['/language']]);
  });

  test('is 503 when no mail relay is configured, on the page and in the API', async () => {
    const harness = openHarness();
    await harness.createNewsroom(PROFILE);
    const json = { email: READER, language: 'fi' };
    expect((await harness.call('POST', SUBSCRIPTIONS, { json })).status).toBe(503);
  });

  test('is 429 with Retry-After when the client exceeds its rate', async () => {
    const clientRates = { clientOf: () => '192.0.2.1', limiter: { countRequest: async () => false } };
    const harness = openHarness({ clientRates });
    await harness.createNewsroom(PROFILE);
    const refused = await harness.call('POST', SUBSCRIPTIONS, { json: { email: READER, language: 'fi' } });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });

  test('by the form on the page sends the same mail and shows errors next to the fields', async () => {
    const address = '/fi/satamakaupunki/subscribe';
    const refused = await mailing.form(address, 'email=%22%3Cscript%3E&keywords=meri%2C+tuuli&types=news');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('aria-describedby="email-error"');
    expect(refused.text).toContain('value="&quot;&lt;script&gt;"');
    const asked = await mailing.form(address, `email=${READER}&keywords=meri%2C+Tuuli&fallback=yes`);
    await mailing.waitUntilIdle();
    expect(asked.status).toBe(202);
    expect(asked.text).toContain('Tarkista sähköpostisi');
    const page = await mailing.get(firstAddress(mailing.inbox.to(READER)[0]));
    expect(page.text).toContain('meri, tuuli');
  });
});

describe('a confirmation link', () => {
  test('changes something by POST only, not by GET', async () => {
    await mailing.ask(READER, 'fi');
    const link = firstAddress(mailing.inbox.to(READER)[0]);
    for (let count = 0; count < 3; count += 1) expect((await mailing.get(link)).status).toBe(200);
    await mailing.publish(ONE);
    expect(mailing.releases(READER)).toEqual([]);
  });

  test('may be confirmed twice', async () => {
    await mailing.ask(READER, 'fi');
    const link = firstAddress(mailing.inbox.to(READER)[0]);
    const [first, second] = [await mailing.form(link, ''), await mailing.form(link, '')];
    expect([first.status, second.status, second.text]).toEqual([200, 200, first.text]);
  });

  test('works for exactly seven days', async () => {
    await mailing.ask(READER, 'fi');
    const link = firstAddress(mailing.inbox.to(READER)[0]);
    await mailing.moveTo(NOON + 7 * DAY - 1);
    expect((await mailing.get(link)).status).toBe(200);
    await mailing.moveTo(NOON + 7 * DAY);
    expect([(await mailing.get(link)).status, (await mailing.form(link, '')).status]).toEqual([404, 404]);
  });

  test('does not work after a cancellation, but a new one does', async () => {
    await mailing.ask(READER, 'fi', { keywords: ['meri'] });
    const older = firstAddress(mailing.inbox.to(READER)[0]);
    await mailing.subscribe(READER, 'fi');
    await mailing.publish(ONE);
    await mailing.form(`/${cancelLink(mailing.releases(READER)[0])}`, '');
    expect((await mailing.form(older, '')).status).toBe(404);
    // A repeated request with the same choices has the same link, which stays invalid.
    await mailing.ask(READER, 'fi', { keywords: ['meri'] });
    expect((await mailing.form(older, '')).status).toBe(404);
    expect((await mailing.confirm(READER)).status).toBe(200);
  });

  test('stays valid when another request has other choices', async () => {
    await mailing.ask(READER, 'fi', { keywords: ['liikenne'] });
    const own = firstAddress(mailing.inbox.to(READER)[0]);
    await mailing.ask(READER, 'fi', { keywords: ['roskaa'] });
    expect((await mailing.form(own, '')).status).toBe(200);
    await mailing.publish(ONE);
    expect(mailing.releases(READER)).toHaveLength(1);
  });

  test('of a second request replaces the choices', async () => {
    await mailing.subscribe(READER, 'fi', { keywords: ['meri'] });
    await mailing.subscribe(READER, 'fi', { keywords: ['liikenne'] });
    await mailing.publish(ONE);
    expect(mailing.releases(READER)).toHaveLength(1);
  });

  test('contains no text of the person who requested it', async () => {
    await mailing.ask(READER, 'fi', { keywords: ['osta halvalla https://roskaa.example'] });
    const [mail] = mailing.inbox.received;
    expect(mail?.mail.text).not.toContain('roskaa');
    expect(mail?.mail.html).not.toContain('roskaa');
  });
});

describe('a forged link', () => {
  test.each(['confirm', 'manage', 'cancel'])('to %s is 404 whichever part is wrong', async (page) => {
    await mailing.subscribe(READER, 'fi');
    await mailing.publish(ONE);
    await mailing.ask(READER, 'fi', { keywords: ['meri'] });
    const right =
      page === 'confirm'
        ? firstAddress(mailing.inbox.to(READER).at(-1))
        : `/${cancelLink(mailing.releases(READER)[0]).replace('cancel', page)}`;
    expect((await mailing.get(right)).status).toBe(200);
    await mailing.call('POST', API, { token: ADMIN, json: { ...PROFILE, slug: 'toinen' } });
    const parts = right.slice(right.lastIndexOf('/') + 1).split('.');
    const forged = [
      parts.toSpliced(0, 1, '2'),
      parts.toSpliced(0, 1, '3'),
      parts.toSpliced(1, 1, '0'.repeat(32)),
      parts.toSpliced(-1, 1, '0'.repeat(32)),
      parts.toSpliced(2, 1, 'zzzzzzzz'),
      [...parts, 'x'],
      ['1'],
      ['%00'],
      ["1';--"],
      ['1'.repeat(5000)],
    ].map((each) => `/subscriptions/${page}/${each.join('.')}`);
    const statuses = await Promise.all(
      forged.flatMap((link) => [mailing.get(link), mailing.form(link, 'List-Unsubscribe=One-Click')]),
    );
    expect(statuses.map(({ status }) => status)).toEqual(statuses.map(() => 404));
    expect((await mailing.get(right)).status).toBe(200);
  });
});

describe('a subscriber’s pages', () => {
  async function subscribed() {
    await mailing.subscribe(READER, 'fi');
    await mailing.publish(ONE);
    return `/${cancelLink(mailing.releases(READER)[0])}`;
  }

  test('are not cached, not indexed, and send no Referer', async () => {
    const cancel = await subscribed();
    await mailing.ask(READER, 'sv');
    const confirm = firstAddress(mailing.inbox.to(READER).at(-1));
    for (const link of [cancel, cancel.replace('cancel', 'manage'), confirm, '/subscriptions/cancel/x']) {
      const { headers, text } = await mailing.get(link);
      expect(headers.get('cache-control')).toContain('no-store');
      expect(headers.get('cloudflare-cdn-cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.has('set-cookie')).toBe(false);
      expect(text).toContain('<meta name="robots" content="noindex"/>');
      expect(text).not.toContain(READER);
    }
  });

  test('cancel by one-click unsubscribe in both form encodings, also repeatedly', async () => {
    const cancel = await subscribed();
    const multipart = new FormData();
    multipart.set('List-Unsubscribe', 'One-Click');
    const clicked = await mailing.app.request(cancel, { method: 'POST', body: multipart });
    expect([clicked.status, clicked.headers.has('location'), clicked.headers.has('set-cookie')]).toEqual([
      ...[200, false, false],
    ]);
    expect((await mailing.form(cancel, 'List-Unsubscribe=One-Click')).status).toBe(200);
    expect((await mailing.get(cancel)).status).toBe(404);
    await mailing.publish(ONE);
    expect(mailing.releases(READER)).toHaveLength(1);
  });

  test('do not cancel by GET', async () => {
    const cancel = await subscribed();
    for (const method of ['GET', 'HEAD', 'OPTIONS']) await mailing.app.request(cancel, { method });
    await mailing.publish(ONE);
    expect(mailing.releases(READER)).toHaveLength(2);
  });

  test('change the choices, and show errors next to the fields', async () => {
    const manage = (await subscribed()).replace('cancel', 'manage');
    const refused = await mailing.form(manage, 'keywords=..&types=release');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('id="keywords-error"');
    const saved = await mailing.form(manage, 'keywords=Meri%2C+tuuli&types=invitation');
    expect(saved.status).toBe(200);
    expect(saved.text).toContain('value="meri, tuuli"');
    await mailing.publish(ONE);
    expect(mailing.releases(READER)).toHaveLength(1);
  });
});

describe('a bounce', () => {
  const bounce = (email: unknown, token?: string) =>
    mailing.call('POST', `${NEWSROOM}/bounces`, { json: { email }, ...(token !== undefined && { token }) });

  test('ends every subscription of the address, and gets the same response when there is none', async () => {
    await mailing.subscribe(READER, 'fi');
    await mailing.subscribe(READER, 'sv');
    const known = await bounce('Liisa@LEHTI.example', mailing.token);
    const unknown = await bounce('matti@lehti.example', mailing.token);
    expect([known.status, unknown.status, known.text]).toEqual([204, 204, '']);
    await mailing.publish({ ...ONE, sv: { title: 'Ny färjelinje' } });
    expect(mailing.releases(READER)).toEqual([]);
  });

  test('needs the newsroom’s token', async () => {
    expect((await bounce(READER)).status).toBe(401);
    expect((await bounce('liisa', mailing.token)).status).toBe(422);
  });
});
