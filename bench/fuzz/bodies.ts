import type { Dice } from '../seeded-random.ts';
import { anyDocument } from './documents.ts';
import type { Known } from './learned.ts';
import { anyText, anyValue, anyWord, anyXml } from './texts.ts';

export interface Body {
  /** What it should be sent as. */
  readonly type: string;
  readonly bytes: Buffer;
}

export const NO_BODY = Buffer.alloc(0);

/** What `pattern` would take, mostly; now and then what another would, half of it, or no such thing. */
export function bodyFor(dice: Dice, known: Known, pattern: string, path: string): Body {
  if (dice.isIn(0.04)) return { type: '', bytes: NO_BODY };
  if (dice.isIn(0.06)) return { type: '', bytes: dice.bytes(dice.below(2000)) };
  const { type, bytes } = fitting(dice, known, pattern, path);
  return { type, bytes: dice.isIn(0.06) ? bytes.subarray(0, dice.below(bytes.length + 1)) : bytes };
}

function fitting(dice: Dice, known: Known, pattern: string, path: string): Body {
  if (pattern === '/hub' || dice.isIn(0.02)) return form(hubFields(dice, known));
  if (/^\/subscriptions|\/subscribe$/.test(pattern)) return form(readerFields(dice));
  if (pattern.endsWith('/media') && dice.isIn(0.9)) return file(dice);
  if (pattern.endsWith('/restore') && dice.isIn(0.9)) return lines(dice, known, path);
  if (pattern.endsWith('/imports') && dice.isIn(0.8))
    return { type: 'application/rss+xml', bytes: anyDocument(dice) };
  return json(dice.isIn(0.07) ? anyValue(dice, 4) : request(dice, known, pattern));
}

function json(value: unknown): Body {
  return { type: 'application/json', bytes: Buffer.from(JSON.stringify(value)) };
}

function request(dice: Dice, known: Known, pattern: string): unknown {
  const call = pattern.slice(pattern.lastIndexOf('/') + 1);
  switch (call) {
    case 'newsrooms':
      return profile(dice, known);
    case ':newsroom':
      return patch(dice, known);
    case 'imports':
      return { url: address(dice, known) };
    case 'schedule':
      return { publishAt: time(dice) };
    case 'correct':
      return some(dice, { note: { fi: anyWord(dice) }, variants: { fi: { title: anyText(dice) } } }, 0.9);
    case 'withdraw':
      return some(dice, { reason: { fi: anyWord(dice) }, languages: ['fi'] }, 0.8);
    case 'publish':
    case 'unschedule':
      return dice.isIn(0.9) ? {} : anyValue(dice, 2);
    case 'join':
      return { release: Number(dice.of([...known.numbers.words, String(dice.below(130))])) };
    case 'split':
      return { language: dice.of(['fi', 'sv', 'en', 'de']) };
    case 'previews':
      return some(dice, { expiresIn: dice.of([60, 600, 0, 1e9]) }, 0.5);
    case 'subscriptions':
      return subscription(dice);
    case 'bounces':
      return { email: email(dice) };
    case ':id':
      return pattern.includes('/sources/')
        ? { url: address(dice, known), interval: dice.of([60, 3600, 0]) }
        : some(dice, { alt: { fi: anyText(dice) }, credit: anyText(dice), fileName: anyWord(dice) }, 0.6);
    default:
      return release(dice);
  }
}

/** Each member of it or not. */
function some(dice: Dice, members: { readonly [name: string]: unknown }, share: number): object {
  return Object.fromEntries(Object.entries(members).filter(() => dice.isIn(share)));
}

function profile(dice: Dice, known: Known): { readonly [name: string]: unknown } {
  return {
    slug: dice.of(known.slugs),
    name: dice.isIn(0.8) ? anyWord(dice) : anyValue(dice, 1),
    description: { fi: anyText(dice) },
    languages: dice.of([['fi', 'sv', 'en'], ['fi', 'sv', 'en'], ['fi'], ['de']]),
    defaultLanguage: 'fi',
    website: dice.of([null, 'https://www.example.fi/', 'x']),
  };
}

/** Without its slug: the newsrooms that have something in them would soon be gone from where they are asked for. */
function patch(dice: Dice, known: Known): object {
  const { slug: _, ...members } = profile(dice, known);
  return some(dice, { ...members, [anyText(dice)]: anyValue(dice, 1) }, 0.3);
}

function release(dice: Dice): object {
  const variant = () => ({
    title: dice.isIn(0.8) ? anyWord(dice) : anyText(dice),
    ...(dice.isIn(0.5) && {
      lead: anyText(dice),
      body: `<p>${anyXml(dice)}</p>`,
      keywords: [dice.isIn(0.5) ? anyWord(dice) : anyText(dice), 'meri'],
    }),
  });
  const members = {
    state: dice.of(['draft', 'draft', 'published', 'scheduled', 'x', 1]),
    variants: {
      fi: variant(),
      ...(dice.isIn(0.4) && { sv: variant() }),
      ...(dice.isIn(0.05) && { de: variant() }),
    },
    ...(dice.isIn(0.3) && { publishAt: time(dice) }),
    ...(dice.isIn(0.1) && { media: [anyValue(dice, 2)], contacts: [anyValue(dice, 2)] }),
    ...(dice.isIn(0.1) && { [anyText(dice)]: anyValue(dice, 2) }),
  };
  return some(dice, members, 0.9);
}

function time(dice: Dice): unknown {
  return dice.of([
    ...['2026-03-29T03:30:00', '2020-01-01T00:00:00', '2999-01-01', 'x', 5, '2028-06-01T12:00'],
    ...['2027-01-01T00:00:00+02:00', '2030-06-01T12:00'],
    // Soon enough to be lifted while the fuzzer runs.
    new Date(Date.now() + 1000 * dice.below(60)).toISOString(),
  ]);
}

/** Few of them: each reader is sent what is published. */
function email(dice: Dice): string {
  return dice.of([
    `lukija${dice.below(8)}@example.fi`,
    `lukija${dice.below(8)}@example.fi`,
    'a@',
    anyText(dice),
  ]);
}

function subscription(dice: Dice): object {
  const members = { keywords: [dice.of(['meri', anyWord(dice)])], types: ['release'], fallback: true };
  return {
    email: email(dice),
    language: dice.of(['fi', 'sv', 'en']),
    ...some(dice, members, 0.3),
  };
}

/** On the fuzzer's other server under names of many hosts, or where nothing may be asked. */
export function address(dice: Dice, { neighbour }: Known): string {
  return dice.of([
    ...Array.from({ length: 6 }, () => `http://h${dice.below(30)}.localhost:${neighbour}/${dice.below(4)}`),
    ...['http://127.0.0.1:1/', 'http://192.0.2.1/', 'file:///etc/passwd', 'javascript:x', 'http://[::1]:1/'],
    anyText(dice),
  ]);
}

type Field = [name: string, value: string];

function form(fields: readonly Field[]): Body {
  const type = 'application/x-www-form-urlencoded';
  return {
    type,
    bytes: Buffer.from(new URLSearchParams([...fields]).toString()),
  };
}

function hubFields(dice: Dice, known: Known): Field[] {
  const topic = `${known.origin}/${dice.of(['fi', 'sv'])}/${dice.of(known.slugs.slice(0, 4))}/feed.${dice.of(['rss', 'atom', 'json'])}`;
  const fields: readonly Field[] = [
    ['hub.mode', dice.of(['subscribe', 'subscribe', 'unsubscribe', 'publish', 'x', ''])],
    ['hub.topic', dice.of([topic, topic, topic, `${known.origin}/fi/feed.rss`, anyText(dice)])],
    ['hub.callback', address(dice, known)],
    ['hub.lease_seconds', dice.of(['600', '-1', '1e9', 'x', ''])],
    ['hub.secret', dice.of(['s', 'x'.repeat(300)])],
  ];
  const junk: readonly Field[] = dice.isIn(0.1) ? [[anyText(dice), anyText(dice)]] : [];
  return [...fields.filter(([name]) => dice.isIn(name === 'hub.lease_seconds' ? 0.3 : 0.93)), ...junk];
}

function readerFields(dice: Dice): Field[] {
  const fields: readonly Field[] = [
    ['email', email(dice)],
    ['keywords', dice.of(['meri', anyWord(dice), anyText(dice)])],
    ['types', dice.of(['release', 'bulletin', 'x'])],
    ['fallback', 'on'],
    ['List-Unsubscribe', 'One-Click'],
  ];
  return fields.filter(() => dice.isIn(0.7));
}

const GIF_HEAD = Buffer.from('474946383961010001008000000000ffffff', 'hex');
const GIF_PIXEL = Buffer.from('2c00000000010001000002024401003b', 'hex');

/** Of one pixel, with a comment (extension 0xfe) that makes it another file each time. */
function gif(dice: Dice): Buffer {
  const comment = dice.bytes(dice.below(200) + 1);
  return Buffer.concat([
    ...[GIF_HEAD, Buffer.from([0x21, 0xfe, comment.length]), comment],
    ...[Buffer.from([0]), GIF_PIXEL],
  ]);
}

function file(dice: Dice): Body {
  const bytes = dice.of([
    gif(dice),
    gif(dice),
    Buffer.from('%PDF-1.4\n%%EOF\n'),
    Buffer.from('<svg/>'),
    dice.bytes(50),
  ]);
  if (dice.isIn(0.5)) return { type: 'image/gif', bytes };
  const words = JSON.stringify({ alt: { fi: anyText(dice) } });
  const part = (disposition: string, content: Buffer) =>
    Buffer.concat([
      Buffer.from(`--raja\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
      content,
      Buffer.from('\r\n'),
    ]);
  return {
    type: 'multipart/form-data; boundary=raja',
    bytes: Buffer.concat([
      part(`name="file"; filename="${anyWord(dice)}.gif"`, bytes),
      part('name="metadata"', Buffer.from(words)),
      Buffer.from('--raja--\r\n'),
    ]),
  };
}

/** Mostly the newsroom's own export, which it takes as long as it is empty. */
function lines(dice: Dice, { exports }: Known, path: string): Body {
  const slug = path.split('/')[4] ?? '';
  const own = exports.words.filter((text) => text.includes(`"slug":"${slug}"`));
  const junk = `${JSON.stringify({ kind: 'newsroom', newsroom: anyValue(dice, 3) })}\n`.repeat(3);
  const text = dice.of([...own, ...own, ...own, ...exports.words, junk]);
  return { type: 'application/x-ndjson', bytes: Buffer.from(text) };
}
