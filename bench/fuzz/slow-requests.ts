import type { SeededRandom } from '../seeded-random.ts';
import { SLOW_TEXTS, slowText } from './slow-texts.ts';

/** Requests to one newsroom that cost the service much, by kind. */
export interface SlowRequest {
  readonly kind: string;
  readonly method: string;
  /** Below the service's origin. */
  readonly path: string;
  readonly type: string;
  readonly body: string | Buffer | null;
}

const BODY_BYTES = 200_000;
const JSON_BYTES = 1_040_000;
const LANGUAGES = ['fi', 'sv', 'en'] as const;

export interface SlowRequestOptions {
  readonly random: SeededRandom;
  readonly slug: string;
  /** Bytes of the largest document to import. */
  readonly importBytes: number;
}

/** The kinds in the order in which they should be sent: what is read at the end has what was written before. */
export function* slowRequests({ random, slug, importBytes }: SlowRequestOptions): Generator<SlowRequest> {
  const api = `/api/v1/newsrooms/${slug}`;
  const post = (kind: string, path: string, value: unknown): SlowRequest => {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    return { kind, method: 'POST', path, type: 'application/json', body };
  };
  const imported = (kind: string, body: string | Buffer): SlowRequest => {
    return { kind, method: 'POST', path: `${api}/imports`, type: 'application/octet-stream', body };
  };
  const read = (kind: string, path: string): SlowRequest => ({
    kind,
    method: 'GET',
    path,
    type: '',
    body: null,
  });

  for (const text of SLOW_TEXTS)
    yield post('release with three slow bodies', `${api}/releases`, releaseOf(random, text, 'published'));
  for (const body of slowJson(random)) yield post('slow JSON', `${api}/releases`, body);
  yield post('100 media, 50 contacts, 50 keywords', `${api}/releases`, fullRelease());
  for (const text of SLOW_TEXTS) yield imported('import of eight slow items', feedOf(random, text));
  for (const text of SLOW_TEXTS)
    yield imported('import of a short slow document', slowDocument(random, text, 128_000));
  for (const text of SLOW_TEXTS.filter(() => random.chance(0.4)))
    yield imported('import of a long slow document', slowDocument(random, text, importBytes - 1_000));
  yield imported('import of many small items', manyItems(importBytes));
  yield imported('import of a long JSON document', `{"items":[${'[{"a":1}],'.repeat(importBytes / 20)}1]}`);
  yield imported('import of deep JSON', `${'['.repeat(importBytes / 2)}`);
  yield read('export', `${api}/export`);
  yield { kind: 'rebuild', method: 'POST', path: `${api}/rebuild`, type: 'application/json', body: '' };
  for (let n = 0; n < 8; n += 1) {
    const words = Array.from({ length: 60 }, (_, at) => `s${(at + n).toString(36)}`).join(' ');
    yield read(
      'search',
      `/fi/${slug}/search?q=${encodeURIComponent(n % 2 === 0 ? words : 's a n'.repeat(40))}`,
    );
  }
  for (const language of LANGUAGES) {
    yield read('feed of slow bodies', `/${language}/${slug}/feed.${random.pick(['rss', 'atom', 'json'])}`);
    yield read('page', `/${language}/${slug}`);
    yield read('page of a release', `/${language}/${slug}/${1 + random.below(SLOW_TEXTS.length)}`);
  }
  yield read('list', `${api}/releases?limit=100`);
  yield read('OPML', '/opml');
  yield read('sitemap', '/sitemap.xml');
  yield read('news sitemap', '/news-sitemap.xml');
  yield form('hub', '/hub', `hub.mode=subscribe&hub.topic=${'%41'.repeat(30_000)}`);
  yield form('subscription form', `/fi/${slug}/subscribe`, 'a=&'.repeat(15_000));
  yield {
    kind: 'multipart form',
    method: 'PUT',
    path: `${api}/media`,
    type: 'multipart/form-data; boundary=-',
    body: `--${'-\r\n\r\n-'.repeat(300_000)}`,
  };
  yield {
    kind: 'restore',
    method: 'POST',
    path: `${api}/restore`,
    type: 'application/x-ndjson',
    body: restoreLines(),
  };
}

function form(kind: string, path: string, body: string): SlowRequest {
  return { kind, method: 'POST', path, type: 'application/x-www-form-urlencoded', body };
}

function releaseOf(random: SeededRandom, text: string, state: string): object {
  const variants = LANGUAGES.map((language) => [
    language,
    { title: text, body: slowText(random, text, BODY_BYTES), keywords: ['meri'] },
  ]);
  return { state, variants: Object.fromEntries(variants) };
}

/** Bodies of nearly 1 MiB that are JSON in most cases. */
function* slowJson(random: SeededRandom): Generator<string> {
  const many = (piece: (n: number) => string, bytes = JSON_BYTES) => {
    const pieces: string[] = [];
    for (let n = 0, length = 0; length < bytes; n += 1) {
      pieces.push(piece(n));
      length += piece(n).length + 1;
    }
    return pieces.join(',');
  };
  const variant = (fields: string) => `{"variants":{"fi":{"title":"x",${fields}}}}`;
  yield `{${many((n) => `"k${n}":0`)}}`;
  yield `{${many((n) => `"${n}":0`)}}`;
  yield variant(many((n) => `"k${n}":0`));
  yield variant(`"keywords":[${many((n) => `"k${n}"`)}]`);
  yield `{"variants":{"fi":{"title":"x"}},"contacts":[${many(() => '{}')}]}`;
  yield `{"variants":{"fi":{"title":"x"}},"media":[${many(() => '{"a":{}}')}]}`;
  yield `{"variants":{"fi":{"title":"x"}},"media":[${Array.from({ length: 100 }, () => `{${many((n) => `"k${n}":0`, 10_000)}}`)}]}`;
  yield '['.repeat(JSON_BYTES);
  yield `${'[{"a":'.repeat(JSON_BYTES / 8)}`;
  yield `{"variants":{"fi":{"title":"${slowText(random, 'a run of one character', 1).repeat(0)}${'ä '.repeat(JSON_BYTES / 4)}"}}}`;
  yield `{"publishAt":"${'9'.repeat(JSON_BYTES)}","variants":{"fi":{"title":"x"}}}`;
  yield `[${many(() => '1e9')}]`;
  yield `[${many(() => '[[[]]]')}]`;
  yield `{${many((n) => `"__proto__":{"constructor":${n}}`)}}`;
}

function fullRelease(): object {
  const text = (length: number) => 'ä'.repeat(length);
  const localized = (length: number) => ({ fi: text(length), sv: text(length), en: text(length) });
  return {
    variants: Object.fromEntries(
      LANGUAGES.map((language) => [
        language,
        {
          title: text(500),
          lead: 'a '.repeat(2_500),
          keywords: Array.from({ length: 50 }, (_, n) => `${n}${text(90)}`),
        },
      ]),
    ),
    contacts: Array.from({ length: 50 }, (_, n) => ({
      name: `${n}`,
      title: localized(200),
      phone: '0'.repeat(50),
    })),
    media: Array.from({ length: 100 }, (_, n) => ({
      url: `https://kuvat.example/${n}/${'a'.repeat(900)}`,
      alt: localized(250),
    })),
  };
}

function feedOf(random: SeededRandom, text: string): string {
  const run = random.below(1e9);
  const items = Array.from(
    { length: 8 },
    (_, n) =>
      `<item><guid>${run}-${n}</guid><title>${n}</title><description>${escaped(slowText(random, text, BODY_BYTES))}</description></item>`,
  );
  return `<rss version="2.0"><channel><language>fi</language>${items.join('')}</channel></rss>`;
}

/** One text of nearly `bytes`, as the document itself or in a place of one. */
function slowDocument(random: SeededRandom, kind: string, bytes: number): string {
  const text = slowText(random, kind, bytes / 1.1);
  return random.pick([
    () => text,
    () =>
      `<rss version="2.0"><channel><item><title>a</title><description><![CDATA[${text.replaceAll(']]>', '')}]]></description></item></channel></rss>`,
    () =>
      `<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">${text}</content></entry></feed>`,
    () => JSON.stringify({ items: [{ id: '1', content_html: text, tags: [text.slice(0, 1000)] }] }),
    () => `<rss version="2.0"><channel>${text}`,
  ])();
}

function manyItems(bytes: number): string {
  const items = Array.from(
    { length: Math.min(40_000, bytes / 100) },
    (_, n) => `<item><guid>${n}</guid></item>`,
  );
  return `<rss version="2.0"><channel>${items.join('')}</channel></rss>`;
}

function restoreLines(): string {
  const line = JSON.stringify({
    record: 'release',
    id: '1',
    value: { schema: 1, release: { body: '<'.repeat(190_000) } },
  });
  return `${line}\n`.repeat(10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
