import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { SILENT } from '../../../src/base/log.ts';
import type { MailEnvironment } from '../../../src/platform/environment.ts';
import { describeError } from '../../../src/platform/log.ts';
import { type NodeMailTransport, openMailTransport } from '../../../src/platform/node/mailer.ts';
import { releaseMail } from '../../../src/subscribers/mail/release-mail.ts';
import { header, type Inbox, openInbox, type Refusal, sender } from './inbox.ts';
import { forwardTo, openRelayProxy, replyAt } from './relay-proxy.ts';
import { release, releaseMailInput, variant } from './samples.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function openRelay(refusals: { recipient?: Refusal; data?: Refusal } = {}): Promise<Inbox> {
  const { recipient = null, data = null } = refusals;
  const inbox = await openInbox({ atRecipient: () => recipient, atData: () => data });
  opened.unshift(inbox);
  return inbox;
}

function openTransport(smtpUrl: string, rest: Partial<MailEnvironment> = {}): NodeMailTransport {
  const transport = openMailTransport({ smtpUrl, from: 'tiedotteet@kaiku.example', dkim: null, ...rest });
  if (transport === null) throw new Error('no transport');
  opened.unshift(transport);
  return transport;
}

function mail(changes: Parameters<typeof releaseMailInput>[0] = {}) {
  const composed = releaseMail(releaseMailInput(changes));
  if (composed === null) throw new Error('no mail');
  return composed;
}

describe('a reply of the relay', () => {
  test.each([
    ['550 to the recipient', 'recipient-refused', { recipient: { code: 550, text: 'No such user' } }],
    ['550 5.1.1', 'recipient-refused', { recipient: { code: 550, text: '5.1.1 No such user' } }],
    ['551', 'recipient-refused', { recipient: { code: 551, text: 'User has moved' } }],
    ['553', 'recipient-refused', { recipient: { code: 553, text: 'No such mailbox' } }],
    ['550 5.7.1, which is about us', 'permanent', { recipient: { code: 550, text: '5.7.1 Blocked' } }],
    ['450', 'temporary', { recipient: { code: 450, text: 'Try again later' } }],
    ['452', 'temporary', { recipient: { code: 452, text: '4.2.2 Mailbox full' } }],
    ['552 to the content', 'permanent', { data: { code: 552, text: 'Too large' } }],
    ['554 to the content', 'permanent', { data: { code: 554, text: '5.7.1 Spam' } }],
    ['550 to the content', 'permanent', { data: { code: 550, text: 'Not wanted' } }],
    ['451 to the content', 'temporary', { data: { code: 451, text: 'Greylisted' } }],
  ] as const)('%s is %s', async (_name, kind, refusals) => {
    const { url } = await openRelay(refusals);
    const sent = await openTransport(url).mailer.send(mail());
    expect(sent).toMatchObject({ ok: false, kind });
    expect(JSON.stringify(sent)).not.toContain('lukija');
  });

  test('an unreachable relay and a closed connection are temporary failures', async () => {
    const server = createServer((socket) => socket.end('421 closing\r\n'));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const url = `smtp://127.0.0.1:${port}`;
    expect(await openTransport(url).mailer.send(mail())).toMatchObject({ ok: false, kind: 'temporary' });
    await new Promise<void>((closed) => server.close(() => closed()));
    expect(await openTransport(url).mailer.send(mail())).toMatchObject({ ok: false, kind: 'temporary' });
  });
});

test('each outage of the relay is logged once', async () => {
  const failures: unknown[] = [];
  const log = {
    ...SILENT,
    failed: (what: string, error: unknown) => failures.push([what, describeError(error).code]),
  };
  const relayProxy = await openRelayProxy();
  const inbox = await openRelay();
  opened.unshift(relayProxy);
  const transport = openMailTransport(
    { smtpUrl: relayProxy.url, from: 'tiedotteet@kaiku.example', dkim: null },
    { log },
  );
  if (transport === null) throw new Error('no transport');
  opened.unshift(transport);
  for (const outage of [1, 2]) {
    await relayProxy.stop();
    for (let tried = 0; tried < 3; tried += 1)
      expect(await transport.mailer.send(mail())).toMatchObject({ kind: 'temporary' });
    expect(failures).toEqual(Array.from({ length: outage }, () => ['mail relay', 'ESOCKET']));
    await relayProxy.handleWith(forwardTo(inbox.url));
    expect(await transport.mailer.send(mail())).toMatchObject({ ok: true });
  }
  // A reply to one mail is no outage.
  await relayProxy.handleWith(replyAt('RCPT', '451 4.7.1 greylisted'));
  expect(await transport.mailer.send(mail())).toMatchObject({ kind: 'temporary' });
  expect(failures).toHaveLength(2);
});

test('a library that failed to load is loaded again for the next mail', async () => {
  const inbox = await openRelay();
  let loads = 0;
  const load = () => {
    loads += 1;
    return loads === 1 ? Promise.reject(new Error('EMFILE')) : import('nodemailer');
  };
  const transport = openMailTransport(
    { smtpUrl: inbox.url, from: 'tiedotteet@kaiku.example', dkim: null },
    { load },
  );
  if (transport === null) throw new Error('no transport');
  opened.unshift(transport);
  expect(await transport.mailer.send(mail())).toMatchObject({ ok: false, kind: 'temporary' });
  expect(await transport.mailer.send(mail())).toMatchObject({ ok: true });
  expect(await transport.mailer.send(mail())).toMatchObject({ ok: true });
  expect([loads, inbox.received.length]).toEqual([2, 2]);
});

describe('a sent mail', () => {
  const NAME = 'Satama "Åbo", <b>\r\nBcc: kaikki@lehti.example';

  test('has a hostile title and name in their own header fields only', async () => {
    const inbox = await openRelay();
    const hostile = variant('fi', {
      title: 'Otsikko\r\nBcc: kaikki@lehti.example\r\n\r\n<script>\u0000 =?utf-8?q?=0ABcc:x?= 🛳️',
      lead: 'Yksi\r\n.\r\nMAIL FROM:<x@y.example>',
      body: '<p>.</p>\r\n.\r\nQUIT\r\n<pre>\n.\n..</pre>',
    });
    const named = { ...releaseMailInput().newsroom, name: { fi: NAME } };
    const sent = mail({ newsroom: named, release: release({ variants: { fi: hostile } }) });
    expect(await openTransport(inbox.url).mailer.send(sent)).toMatchObject({ ok: true });
    const [received] = inbox.received;
    expect(inbox.received).toHaveLength(1);
    const head = received?.raw.slice(0, received.raw.indexOf('\r\n\r\n')) ?? '';
    expect(head).not.toMatch(/^bcc:/im);
    expect(head).not.toMatch(/[^\x20-\x7e\r\n\t]/);
    expect(received?.mail.subject).toBe(sent.subject);
    expect(sender(received?.mail)).toEqual({ name: sent.from.name, address: 'tiedotteet@kaiku.example' });
    expect(received?.mail.text).toContain('MAIL FROM:<x@y.example>');
    expect(received?.mail.text?.split('\n')).toContain('.');
  });

  test('has a title that looks like an encoded word as plain text', async () => {
    const inbox = await openRelay();
    const title = '=?UTF-8?Q?Hi=0D=0ABcc:_eve@evil.example?=';
    await openTransport(inbox.url).mailer.send(
      mail({ release: release({ variants: { fi: variant('fi', { title }) } }) }),
    );
    const [received] = inbox.received;
    expect(received?.mail.subject?.replaceAll('\u2060', '')).toBe(title);
  });

  test('has the same Message-ID when it is sent again', async () => {
    const inbox = await openRelay();
    const { mailer } = openTransport(inbox.url);
    const sent = [await mailer.send(mail()), await mailer.send(mail())];
    const id = '<1000042.2.0123456789abcdef0123456789abcdef@tiedotteet.example>';
    expect(sent).toEqual([
      { ok: true, messageId: id },
      { ok: true, messageId: id },
    ]);
    expect(inbox.received.map((each) => header(each.mail, 'Message-ID'))).toEqual([id, id]);
  });

  test('is signed with the operator’s key, both List fields for unsubscribing included', async () => {
    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const inbox = await openRelay();
    const dkim = { key: keys.privateKey, selector: 'kaiku' };
    await openTransport(inbox.url, { dkim }).mailer.send(mail({ original: '<1@tiedotteet.example>' }));
    const raw = inbox.received[0]?.raw ?? '';
    const signature = header(inbox.received[0]?.mail, 'DKIM-Signature');
    const tag = (name: string) =>
      new RegExp(`\\b${name}=([^;]+)`).exec(signature)?.[1]?.replace(/\s/g, '') ?? '';
    expect([tag('d'), tag('s'), tag('a')]).toEqual(['kaiku.example', 'kaiku', 'rsa-sha256']);
    const signed = tag('h').toLowerCase().split(':');
    expect(signed).toEqual(
      expect.arrayContaining([
        'from',
        'list-unsubscribe',
        'list-unsubscribe-post',
        'message-id',
        'references',
      ]),
    );
    const verify = createVerify('RSA-SHA256');
    verify.update(signedText(raw, signed), 'latin1');
    expect(verify.verify(createPublicKey(keys.publicKey), tag('b'), 'base64')).toBe(true);
  });
});

/** The signed header text in the "relaxed" form of RFC 6376 section 3.4.2. */
function signedText(raw: string, names: readonly string[]): string {
  const fields = raw.slice(0, raw.indexOf('\r\n\r\n')).split(/\r\n(?![ \t])/);
  const relaxed = (field: string) => {
    const at = field.indexOf(':');
    const value = field
      .slice(at + 1)
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim();
    return `${field.slice(0, at).toLowerCase()}:${value}`;
  };
  const named = (name: string) => fields.find((field) => field.toLowerCase().startsWith(`${name}:`)) ?? '';
  const last = relaxed(named('dkim-signature')).replace(/\bb=[^;]*$/, 'b=');
  return [...names.map((name) => relaxed(named(name))), last].join('\r\n');
}
