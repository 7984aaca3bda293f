import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { openMailTransport } from '../../../src/platform/cloudflare/mailer.ts';
import { bodyText } from '../../../src/subscribers/mail/body-text.ts';
import type { Mail } from '../../../src/subscribers/mail/mail.ts';

const FROM = 'Kaiku <tiedotteet@kaiku.example>';

const MAIL: Mail = {
  from: { name: 'Kaiku', address: 'tiedotteet@kaiku.example' },
  to: 'liisa@lehti.example',
  subject: 'Uusi lauttalinja',
  text: 'Å',
  html: '<p>Å</p>',
  headers: { 'List-Unsubscribe': '<http://localhost/x>', 'Auto-Submitted': 'auto-generated' },
  messageId: '<1@kaiku.example>',
};

test('the binding accepts a mail and returns its Message-ID', async () => {
  const sent = await openMailTransport(env.MAIL, FROM)?.mailer.send(MAIL);
  expect(sent).toEqual({ ok: true, messageId: expect.stringMatching(/^<[^<>\s]+@[^<>\s]+>$/) });
});

test('no mail is sent without a configured sender', () => {
  expect(openMailTransport(env.MAIL, null)).toBeNull();
});

/** Answers like the binding in production, which checks headers and addresses. */
function refusing(code: string | undefined) {
  const seen: object[] = [];
  const binding = {
    async send(message: object): Promise<{ messageId: string }> {
      seen.push(message);
      if (code !== '') throw Object.assign(new Error('refused'), { code });
      return { messageId: 'x@y' };
    },
  };
  return { seen, binding };
}

test.each([
  ['E_RECIPIENT_SUPPRESSED', 'recipient-refused'],
  ['E_RATE_LIMIT_EXCEEDED', 'temporary'],
  ['E_DAILY_LIMIT_EXCEEDED', 'temporary'],
  ['E_INTERNAL_SERVER_ERROR', 'temporary'],
  [undefined, 'temporary'],
  ['E_CONTENT_TOO_LARGE', 'permanent'],
  ['E_HEADER_NOT_ALLOWED', 'permanent'],
])('%s is %s', async (code, kind) => {
  const sent = await openMailTransport(refusing(code).binding, FROM)?.mailer.send(MAIL);
  expect(sent).toMatchObject({ ok: false, kind });
});

test('a List-Unsubscribe address that is not https, which the binding refuses, is left out', async () => {
  const { seen, binding } = refusing('');
  const https = { ...MAIL.headers, 'List-Unsubscribe': '<https://kaiku.example/x>' };
  const mailer = openMailTransport(binding, FROM)?.mailer;
  await mailer?.send(MAIL);
  await mailer?.send({ ...MAIL, headers: https });
  expect(seen).toMatchObject([{ headers: { 'Auto-Submitted': 'auto-generated' } }, { headers: https }]);
  expect(JSON.stringify(seen[0])).not.toContain('List-Unsubscribe');
});

test('a body becomes text here as on Node', () => {
  expect(bodyText('<p>Yksi <a href="https://a.example/">kaksi</a></p>')).toBe(
    'Yksi kaksi <https://a.example/>',
  );
});
