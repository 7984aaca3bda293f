import type { SeededRandom } from '../seeded-random.ts';
import { anyDocument } from './documents.ts';
import type { Known } from './learned.ts';
import { SLOW_TEXTS, slowText } from './slow-texts.ts';
import { anyText, anyValue, anyWord, anyXml } from './texts.ts';

export interface Body {
  /** The content type. */
  readonly type: string;
  readonly bytes: Buffer;
}

export const NO_BODY = Buffer.alloc(0);

/** In most cases a body for `pattern`; otherwise another one, a part of it, or random bytes. */
export function bodyFor(random: SeededRandom, known: Known, pattern: string, path: string): Body {
  if (random.chance(0.04)) return { type: '', bytes: NO_BODY };
  if (random.chance(0.06)) return { type: '', bytes: random.bytes(random.below(2000)) };
  const { type, bytes } = fitting(random, known, pattern, path);
  return { type, bytes: random.chance(0.06) ? bytes.subarray(0, random.below(bytes.length + 1)) : bytes };
}

function fitting(random: SeededRandom, known: Known, pattern: string, path: string): Body {
  if (pattern === '/hub' || random.chance(0.02)) return form(hubFields(random, known));
  if (/^\/subscriptions|\/subscribe$/.test(pattern)) return form(readerFields(random));
  if (pattern.endsWith('/media') && random.chance(0.9)) return file(random);
  if (pattern.endsWith('/restore') && random.chance(0.9)) return lines(random, known, path);
  if (pattern.endsWith('/imports') && random.chance(0.8))
    return { type: 'application/rss+xml', bytes: anyDocument(random) };
  return json(random.chance(0.07) ? anyValue(random, 4) : request(random, known, pattern));
}

function json(value: unknown): Body {
  return { type: 'application/json', bytes: Buffer.from(JSON.stringify(value)) };
}

function request(random: SeededRandom, known: Known, pattern: string): unknown {
  const call = pattern.slice(pattern.lastIndexOf('/') + 1);
  switch (call) {
    case 'newsrooms':
      return profile(random, known);
    case ':newsroom':
      return patch(random, known);
    case 'imports':
      return { url: address(random, known) };
    case 'schedule':
      return { publishAt: time(random) };
    case 'correct':
      return someMembers(
        random,
        { note: { fi: anyWord(random) }, variants: { fi: { title: anyText(random) } } },
        0.9,
      );
    case 'withdraw':
      return someMembers(random, { reason: { fi: anyWord(random) }, languages: ['fi'] }, 0.8);
    case 'publish':
    case 'unschedule':
      return random.chance(0.9) ? {} : anyValue(random, 2);
    case 'join':
      return { release: Number(random.pick([...known.numbers.words, String(random.below(130))])) };
    case 'split':
      return { language: random.pick(['fi', 'sv', 'en', 'de']) };
    case 'previews':
      return someMembers(random, { expiresIn: random.pick([60, 600, 0, 1e9]) }, 0.5);
    case 'subscriptions':
      return subscription(random);
    case 'bounces':
      return { email: email(random) };
    case ':id':
      return pattern.includes('/sources/')
        ? { url: address(random, known), interval: random.pick([60, 3600, 0]) }
        : someMembers(
            random,
            { alt: { fi: anyText(random) }, credit: anyText(random), fileName: anyWord(random) },
            0.6,
          );
    default:
      return release(random);
  }
}

/** Keeps each member with a probability of `share`. */
function someMembers(
  random: SeededRandom,
  members: { readonly [name: string]: unknown },
  share: number,
): object {
  return Object.fromEntries(Object.entries(members).filter(() => random.chance(share)));
}

function profile(random: SeededRandom, known: Known): { readonly [name: string]: unknown } {
  return {
    slug: random.pick(known.slugs),
    name: random.chance(0.8) ? anyWord(random) : anyValue(random, 1),
    description: { fi: anyText(random) },
    languages: random.pick([['fi', 'sv', 'en'], ['fi', 'sv', 'en'], ['fi'], ['de']]),
    defaultLanguage: 'fi',
    website: random.pick([null, 'https://www.example.fi/', 'x']),
  };
}

/** Without the slug, or the newsrooms with releases would soon have unknown slugs. */
function patch(random: SeededRandom, known: Known): object {
  const { slug: _, ...members } = profile(random, known);
  return someMembers(random, { ...members, [anyText(random)]: anyValue(random, 1) }, 0.3);
}

function release(random: SeededRandom): object {
  const variant = () => ({
    title: random.chance(0.8) ? anyWord(random) : anyText(random),
    ...(random.chance(0.5) && {
      lead: anyText(random),
      body: random.chance(0.02)
        ? slowText(random, random.pick(SLOW_TEXTS), random.below(200_000))
        : `<p>${anyXml(random)}</p>`,
      keywords: [random.chance(0.5) ? anyWord(random) : anyText(random), 'meri'],
    }),
  });
  const members = {
    state: random.pick(['draft', 'draft', 'published', 'scheduled', 'x', 1]),
    variants: {
      fi: variant(),
      ...(random.chance(0.4) && { sv: variant() }),
      ...(random.chance(0.05) && { de: variant() }),
    },
    ...(random.chance(0.3) && { publishAt: time(random) }),
    ...(random.chance(0.1) && { media: [anyValue(random, 2)], contacts: [anyValue(random, 2)] }),
    ...(random.chance(0.1) && { [anyText(random)]: anyValue(random, 2) }),
  };
  return someMembers(random, members, 0.9);
}

function time(random: SeededRandom): unknown {
  return random.pick([
    ...['2026-03-29T03:30:00', '2020-01-01T00:00:00', '2999-01-01', 'x', 5, '2028-06-01T12:00'],
    ...['2027-01-01T00:00:00+02:00', '2030-06-01T12:00'],
    // This embargo ends while the fuzzer runs.
    new Date(Date.now() + 1000 * random.below(60)).toISOString(),
  ]);
}

/** Few addresses, since each reader gets every publish by mail. */
function email(random: SeededRandom): string {
  return random.pick([
    `lukija${random.below(8)}@example.fi`,
    `lukija${random.below(8)}@example.fi`,
    'a@',
    anyText(random),
  ]);
}

function subscription(random: SeededRandom): object {
  const members = { keywords: [random.pick(['meri', anyWord(random)])], types: ['release'], fallback: true };
  return {
    email: email(random),
    language: random.pick(['fi', 'sv', 'en']),
    ...someMembers(random, members, 0.3),
  };
}

/** An address on the fuzzer's own server under one of many host names, or one that is refused. */
export function address(random: SeededRandom, { remotePort }: Known): string {
  return random.pick([
    ...Array.from(
      { length: 6 },
      () => `http://h${random.below(30)}.localhost:${remotePort}/${random.below(4)}`,
    ),
    ...['http://127.0.0.1:1/', 'http://192.0.2.1/', 'file:///etc/passwd', 'javascript:x', 'http://[::1]:1/'],
    anyText(random),
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

function hubFields(random: SeededRandom, known: Known): Field[] {
  const topic = `${known.origin}/${random.pick(['fi', 'sv'])}/${random.pick(known.slugs.slice(0, 4))}/feed.${random.pick(['rss', 'atom', 'json'])}`;
  const fields: readonly Field[] = [
    ['hub.mode', random.pick(['subscribe', 'subscribe', 'unsubscribe', 'publish', 'x', ''])],
    ['hub.topic', random.pick([topic, topic, topic, `${known.origin}/fi/feed.rss`, anyText(random)])],
    ['hub.callback', address(random, known)],
    ['hub.lease_seconds', random.pick(['600', '-1', '1e9', 'x', ''])],
    ['hub.secret', random.pick(['s', 'x'.repeat(300)])],
  ];
  const junk: readonly Field[] = random.chance(0.1) ? [[anyText(random), anyText(random)]] : [];
  return [...fields.filter(([name]) => random.chance(name === 'hub.lease_seconds' ? 0.3 : 0.93)), ...junk];
}

function readerFields(random: SeededRandom): Field[] {
  const fields: readonly Field[] = [
    ['email', email(random)],
    ['keywords', random.pick(['meri', anyWord(random), anyText(random)])],
    ['types', random.pick(['release', 'bulletin', 'x'])],
    ['fallback', 'on'],
    ['List-Unsubscribe', 'One-Click'],
  ];
  return fields.filter(() => random.chance(0.7));
}

const GIF_HEAD = Buffer.from('474946383961010001008000000000ffffff', 'hex');
const GIF_PIXEL = Buffer.from('2c00000000010001000002024401003b', 'hex');

/** One pixel, and a comment (extension 0xfe) that makes each file different. */
function gif(random: SeededRandom): Buffer {
  const comment = random.bytes(random.below(200) + 1);
  return Buffer.concat([
    ...[GIF_HEAD, Buffer.from([0x21, 0xfe, comment.length]), comment],
    ...[Buffer.from([0]), GIF_PIXEL],
  ]);
}

function file(random: SeededRandom): Body {
  const bytes = random.pick([
    gif(random),
    gif(random),
    Buffer.from('%PDF-1.4\n%%EOF\n'),
    Buffer.from('<svg/>'),
    random.bytes(50),
  ]);
  if (random.chance(0.5)) return { type: 'image/gif', bytes };
  const words = JSON.stringify({ alt: { fi: anyText(random) } });
  const part = (disposition: string, content: Buffer) =>
    Buffer.concat([
      Buffer.from(`--raja\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
      content,
      Buffer.from('\r\n'),
    ]);
  return {
    type: 'multipart/form-data; boundary=raja',
    bytes: Buffer.concat([
      part(`name="file"; filename="${anyWord(random)}.gif"`, bytes),
      part('name="metadata"', Buffer.from(words)),
      Buffer.from('--raja--\r\n'),
    ]),
  };
}

/** In most cases the newsroom's own export, which an empty newsroom accepts. */
function lines(random: SeededRandom, { exports }: Known, path: string): Body {
  const slug = path.split('/')[4] ?? '';
  const own = exports.words.filter((text) => text.includes(`"slug":"${slug}"`));
  const junk = `${JSON.stringify({ kind: 'newsroom', newsroom: anyValue(random, 3) })}\n`.repeat(3);
  const text = random.pick([...own, ...own, ...own, ...exports.words, junk]);
  return { type: 'application/x-ndjson', bytes: Buffer.from(text) };
}
