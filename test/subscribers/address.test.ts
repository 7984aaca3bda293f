import { expect, test } from 'vitest';
import { comparableAddress, mailboxOf, parseAddress } from '../../src/subscribers/address.ts';

const longest = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.fi`;

test.each([
  [' Liisa@Lehti.EXAMPLE\n', 'Liisa@lehti.example'],
  ['liisa+uutiset@lehti.example', 'liisa+uutiset@lehti.example'],
  ['liisa@säästö.fi', 'liisa@xn--sst-qlaa4i.fi'],
  ['liisa@sa\u0308a\u0308sto\u0308.fi', 'liisa@xn--sst-qlaa4i.fi'],
  [longest, longest],
])('%j is parsed as %s', (text, address) => {
  expect(parseAddress(text)).toBe(address);
});

test.each([
  ...[
    '',
    '@',
    'liisa',
    'liisa@',
    '@lehti.example',
    'liisa@lehti',
    'root@localhost',
    'a@127.0.0.1',
    'a@[::1]',
  ],
  ...['a b@c.example', 'a@b@c.example', 'a,b@c.example', '"a"@c.example', 'a@c.example, d@e.example'],
  ...['Liisa <a@c.example>', 'ääkköset@c.example', 'a@c..example', 'a@-c.example', 'a@c.example.'],
  ...[
    'a@ä/b.example',
    'a@ä?b.example',
    'a@ä:25',
    `${'a'.repeat(65)}@c.example`,
    `${longest}x${'y'.repeat(9)}`,
  ],
  ...['a@c.example\r\nbcc: d@e.example', 'a@\u2028c.example'],
  'a'.repeat(100_000),
])('%j is not an address of a reader', (text) => {
  expect(parseAddress(text)).toBeNull();
});

test('two spellings of an address are the same reader', () => {
  expect(comparableAddress('Liisa@lehti.example')).toBe(comparableAddress('LIISA@lehti.example'));
});

test.each([
  ['Liisa+Uutiset@lehti.example', 'liisa@lehti.example'],
  ['liisa+a+b@lehti.example', 'liisa@lehti.example'],
  ['+liisa@lehti.example', '+liisa@lehti.example'],
  ['liisa@lehti.example', 'liisa@lehti.example'],
])('%s is delivered to the mailbox %s', (address, mailbox) => {
  expect(mailboxOf(address)).toBe(mailbox);
});
