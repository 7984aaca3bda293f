import { beforeEach, describe, expect, test } from 'vitest';
import { MEDIA_LIMITS } from '../../src/media/limits.ts';
import { fixture, joined, png, zip } from '../media/samples.ts';
import {
  ADMIN,
  type Answer,
  API,
  at,
  BASE,
  type Harness,
  NEWSROOM,
  NOON,
  openHarness,
  pointers,
  RELEASES,
} from './harness.ts';

const MEDIA = `${NEWSROOM}/media`;
const PATCH = { 'Content-Type': 'application/merge-patch+json' };

let harness: Harness;
let token: string;

beforeEach(async () => {
  harness = openHarness();
  token = await harness.createNewsroom();
});

interface Upload {
  readonly query?: string;
  readonly headers?: { readonly [name: string]: string };
}

async function send(
  method: string,
  path: string,
  body: NonNullable<RequestInit['body']>,
  headers: object = {},
): Promise<Answer> {
  const response = await harness.app.request(path, {
    method,
    body,
    duplex: 'half',
    headers: { Authorization: `Bearer ${token}`, ...headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === '' ? {} : JSON.parse(text),
  };
}

function put(bytes: Uint8Array<ArrayBuffer>, { query = '', headers = {} }: Upload = {}): Promise<Answer> {
  return send('PUT', `${MEDIA}${query}`, bytes, headers);
}

function pdf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes.set(joined('%PDF-1.7'));
  return bytes;
}

function putForm(
  parts: { readonly file?: Uint8Array<ArrayBuffer>; readonly metadata?: unknown },
  name = 'kuva.png',
) {
  const form = new FormData();
  if (parts.metadata !== undefined) {
    const metadata = typeof parts.metadata === 'string' ? parts.metadata : JSON.stringify(parts.metadata);
    form.append('metadata', new Blob([metadata], { type: 'application/json' }));
  }
  if (parts.file !== undefined) form.append('file', new Blob([parts.file], { type: 'text/html' }), name);
  return send('PUT', MEDIA, form);
}

/** The bytes at an address of the service. */
async function fetched(url: unknown, headers: object = {}, method = 'GET') {
  const response = await harness.app.request(String(url).replace(BASE, ''), {
    method,
    headers: { ...headers },
  });
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
}

/** The representation after the owner has published the file. */
async function published(made: Answer): Promise<Answer> {
  const answer = await harness.call('PATCH', `${MEDIA}/${made.json.id}`, {
    token,
    json: { visibility: 'public' },
    headers: { ...PATCH, 'If-Match': '*' },
  });
  expect(answer.json).toMatchObject({ visibility: 'public', url: made.json.url });
  return answer;
}

const authorized = () => ({ Authorization: `Bearer ${token}` });

async function isEmpty(): Promise<boolean> {
  const listed = await harness.call('GET', MEDIA, { token });
  return JSON.stringify(listed.json) === JSON.stringify({ media: [], next: null });
}

describe('an upload', () => {
  test('returns the file’s representation, and the newsroom reads the file', async () => {
    const bytes = fixture('turned.jpg');
    const made = await put(bytes, {
      query: '?name=Silta%20%C3%A4.JPG',
      headers: { 'Content-Type': 'text/html' },
    });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      kind: 'image',
      type: 'image/jpeg',
      bytes: bytes.length,
      width: 5,
      height: 7,
      fileName: 'Silta-ä.jpg',
      alt: {},
      caption: {},
      credit: null,
      licence: null,
      revision: 1,
      createdAt: '2026-03-10T12:00:00+02:00',
      visibility: 'private',
      url: `${BASE}/media/1/${made.json.id}/Silta-%C3%A4.jpg`,
    });
    expect(made.headers.get('etag')).toBe('"1"');
    expect(made.headers.get('location')).toBe(`${BASE}${MEDIA}/${made.json.id}`);
    const read = await harness.call('GET', `${MEDIA}/${made.json.id}`, { token });
    expect(read.json).toEqual(made.json);
    expect((await fetched(made.json.url, authorized())).bytes).toEqual(bytes);
  });

  test('has the first half of its hash for an id', async () => {
    const bytes = fixture('plain.png');
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const hex = Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
    expect((await put(bytes)).json.id).toBe(hex);
  });

  test('may be a form with metadata before or after the file', async () => {
    const metadata = {
      alt: { fi: 'Silta', sv: 'Bron' },
      caption: 'Silta  yöllä',
      credit: ' M. Meri ',
      licence: 'CC BY 4.0',
    };
    const made = await putForm({ file: png(3, 2), metadata });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      type: 'image/png',
      width: 3,
      height: 2,
      fileName: 'kuva.png',
      credit: 'M. Meri',
      licence: 'CC BY 4.0',
      alt: { fi: 'Silta', sv: 'Bron' },
      caption: { fi: 'Silta yöllä', sv: 'Silta yöllä', en: 'Silta yöllä' },
    });
    const form = new FormData();
    form.append('file', new Blob([png(4, 2)]), 'a "quoted" name.png');
    form.append('metadata', '{"alt":"Ranta"}');
    const other = await send('PUT', MEDIA, form);
    expect(other.json).toMatchObject({ fileName: 'a-quoted-name.png', width: 4, alt: { fi: 'Ranta' } });
  });

  test('of the same bytes is the same file, which keeps its metadata unless new ones are given', async () => {
    const file = png(3, 2);
    const first = await putForm({ file, metadata: { alt: 'Silta', credit: 'Meri' } });
    const again = await put(file, { query: '?name=toinen.png' });
    expect([again.status, again.json]).toEqual([200, first.json]);
    const reworded = await putForm({ file, metadata: { credit: 'Maa', fileName: 'maa' } }, 'kolmas.png');
    expect(reworded.status).toBe(200);
    expect(reworded.json).toMatchObject({
      alt: { fi: 'Silta' },
      credit: 'Maa',
      fileName: 'maa.png',
      revision: 2,
    });
    expect(at((await harness.call('GET', MEDIA, { token })).json, 'media')).toHaveLength(1);
    expect((await fetched(reworded.json.url, authorized())).bytes).toEqual(file);
  });

  test('by many clients at once is one file with one representation', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => put(png(9, 9))));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(11).fill(200), 201]);
    expect(new Set(answers.map(({ json }) => json.url)).size).toBe(1);
    const { bytes } = await fetched(answers[0]?.json.url, authorized());
    expect(bytes).toEqual(png(9, 9));
  });
});

describe('a file that is refused', () => {
  test.each([
    ['HTML', joined('<!doctype html><script>alert(1)</script>')],
    ['SVG', joined('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['an archive', zip(['a', 'b'])],
    ['nothing', joined()],
  ])('because it is %s gets an error with the accepted types, and is not stored', async (_name, bytes) => {
    const answer = await put(bytes, { headers: { 'Content-Type': 'image/png', 'Accept-Language': 'en' } });
    expect(answer.status).toBe(415);
    expect(answer.text).toContain('OpenDocument');
    expect(await isEmpty()).toBe(true);
  });

  test('because it is truncated or has too many pixels', async () => {
    const cut = await put(fixture('plain.jpg').subarray(0, 500));
    const bomb = await putForm({ file: png(20_001, 1) });
    expect([cut.status, pointers(cut)]).toEqual([422, ['']]);
    expect([bomb.status, pointers(bomb)]).toEqual([422, ['/file']]);
    expect(await isEmpty()).toBe(true);
  });

  test('because of its metadata is not stored, and the error names the field', async () => {
    const metadata = { alt: { de: 'Brücke' }, credit: 1, licence: 'x'.repeat(201), fileName: '', width: 5 };
    const answer = await putForm({ file: png(3, 2), metadata });
    expect(answer.status).toBe(422);
    expect(pointers(answer).sort()).toEqual(['/alt/de', '/credit', '/fileName', '/licence', '/width']);
    expect(answer.text).not.toContain('Brücke');
    expect(await isEmpty()).toBe(true);
  });

  test('because of its form gets an error', async () => {
    const twice = new FormData();
    twice.append('file', new Blob([png(3, 2)]), 'a.png');
    twice.append('file', new Blob([png(3, 3)]), 'b.png');
    const foreign = new FormData();
    foreign.append('kuva', new Blob([png(3, 2)]), 'a.png');
    const answers = [
      await putForm({ metadata: { alt: 'x' } }),
      await send('PUT', MEDIA, twice),
      await send('PUT', MEDIA, foreign),
      await putForm({ file: png(3, 2), metadata: '{"alt":' }),
      await putForm({ file: png(3, 2), metadata: `"${'x'.repeat(MEDIA_LIMITS.metadataBytes)}"` }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 400, 413]);
    expect(answers.slice(0, 3).map(pointers)).toEqual([['/file'], ['/file'], ['']]);
    expect(await isEmpty()).toBe(true);
  });

  test.each([
    ['ends before its end', '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nGIF89a'],
    ['has no headers', '--b\r\n\r\nGIF89a\r\n--b--'],
    ['has a part without a name', '--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--'],
    ['is no form', 'GIF89a'],
    ['has endless headers', `--b\r\nX: ${'x'.repeat(20_000)}`],
  ])('because its form %s is malformed', async (_name, body) => {
    const answer = await send('PUT', MEDIA, body, { 'Content-Type': 'multipart/form-data; boundary=b' });
    expect(answer.status).toBe(400);
    expect(await isEmpty()).toBe(true);
  });

  test('because it is too large is refused while it streams in, without reading the rest', async () => {
    const piece = new Uint8Array(MEDIA_LIMITS.fileBytes / 25);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        controller.enqueue(sent === 0 ? joined('%PDF-1.7', piece.subarray(8)) : piece);
        sent += 1;
      },
    });
    const answer = await send('PUT', MEDIA, endless);
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(30);
    expect(await isEmpty()).toBe(true);
  });

  test('because of its Content-Length is refused at once', async () => {
    const answer = await put(png(3, 2), {
      headers: { 'Content-Length': String(100 * MEDIA_LIMITS.fileBytes) },
    });
    expect(answer.status).toBe(413);
  });

  test('because the client aborts leaves nothing', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(png(3, 2));
        controller.error(new Error('the client left'));
      },
    });
    expect((await send('PUT', MEDIA, broken)).status).toBe(400);
    expect(await isEmpty()).toBe(true);
  });

  test('of exactly 25 MiB is accepted', async () => {
    const largest = pdf(MEDIA_LIMITS.fileBytes);
    expect((await put(largest)).json.bytes).toBe(MEDIA_LIMITS.fileBytes);
  }, 30_000);

  test('because it has one byte more, alone or in a form', async () => {
    const larger = pdf(MEDIA_LIMITS.fileBytes + 1);
    expect((await put(larger)).status).toBe(413);
    expect((await putForm({ file: larger })).status).toBe(413);
    expect(await isEmpty()).toBe(true);
  }, 30_000);

  test('because the client has no token for this newsroom', async () => {
    const body = png(3, 2);
    const other = await harness.createNewsroom({
      slug: 'saari',
      name: 'Saari',
      languages: ['fi'],
      defaultLanguage: 'fi',
    });
    const anonymous = await harness.app.request(MEDIA, { method: 'PUT', body });
    const foreign = await send('PUT', MEDIA, body, { Authorization: `Bearer ${other}` });
    expect([anonymous.status, foreign.status]).toEqual([401, 403]);
    expect(await isEmpty()).toBe(true);
  });
});

describe('the bytes of a file', () => {
  async function image() {
    const bytes = png(3, 2, new Uint8Array(2_000).fill(7));
    const made = await published(await put(bytes, { query: '?name=kuva.png' }));
    return { bytes, url: String(made.json.url), id: String(made.json.id) };
  }

  test('are cached for two minutes, have their type and cannot run scripts', async () => {
    const { bytes, url, id } = await image();
    const { response } = await fetched(url);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.length),
      etag: `"${id}"`,
      'cache-control': 'public, max-age=120',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'accept-ranges': 'bytes',
    });
    expect(response.headers.get('content-disposition')).toBeNull();
  });

  test('are downloaded with their name on request, and always for documents', async () => {
    const { url } = await image();
    const { response } = await fetched(`${url}?download`);
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="kuva.png"; filename*=UTF-8\'\'kuva.png',
    );
    const made = await put(joined('%PDF-1.7 <script>'), {
      headers: { 'Content-Disposition': 'attachment; filename="Käsi.pdf"' },
    });
    const document = await fetched(made.json.url, authorized());
    expect(document.response.headers.get('content-disposition')).toMatch(/^attachment; /);
  });

  test('have one canonical URL, to which other names redirect', async () => {
    const { url, id } = await image();
    for (const path of [
      `/media/1/${id}`,
      `/media/1/${id}/muu.png`,
      `/media/1/${id}/feed.rss`,
      `/media/1/${id}/%2e%2e%2fx`,
    ]) {
      const { response } = await fetched(path);
      expect([path, response.status, response.headers.get('location')]).toEqual([path, 301, url]);
    }
  });

  test.each([
    '/media/1/0123456789abcdef0123456789abcdef/kuva.png',
    '/media/2/0123456789abcdef0123456789abcdef/kuva.png',
    '/media/1/..%2f..%2fkaiku.db/x',
    '/media/x/y/z',
    '/media/1/constructor/x',
  ])('are nowhere else: %s', async (path) => {
    expect((await fetched(path)).response.status).toBe(404);
  });

  test('are not sent to a client that has them, nor for HEAD', async () => {
    const { bytes, url, id } = await image();
    const known = await fetched(url, { 'If-None-Match': `W/"${id}"` });
    expect([known.response.status, known.bytes.length]).toEqual([304, 0]);
    const head = await fetched(url, { Range: 'bytes=0-1' }, 'HEAD');
    expect([head.response.status, head.bytes.length]).toEqual([200, 0]);
    expect(head.response.headers.get('content-length')).toBe(String(bytes.length));
  });

  test.each([
    ['bytes=0-0', 0, 1],
    ['bytes=5-9', 5, 10],
    ['bytes=2000-', 2_000, undefined],
    ['BYTES=0-999999', 0, undefined],
    ['bytes=-7', -7, undefined],
    ['bytes=-999999', 0, undefined],
  ])('are sent in part: %s', async (range, from, to) => {
    const { bytes, url, id } = await image();
    const { response, bytes: part } = await fetched(url, { Range: range, 'If-Range': `"${id}"` });
    const expected = bytes.slice(from, to);
    const first = from < 0 ? bytes.length + from : from;
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(
      `bytes ${first}-${first + expected.length - 1}/${bytes.length}`,
    );
    expect(response.headers.get('content-length')).toBe(String(expected.length));
    expect(part).toEqual(expected);
  });

  test.each([
    ['several ranges', { Range: 'bytes=0-1,5-6' }],
    ['another unit', { Range: 'pages=1-2' }],
    ['a range that ends before it begins', { Range: 'bytes=9-5' }],
    ['no range at all', { Range: 'bytes=-' }],
    ['nonsense', { Range: 'bytes=0x0-1' }],
    ['a range of another version', { Range: 'bytes=0-1', 'If-Range': '"other"' }],
    ['a range of a date', { Range: 'bytes=0-1', 'If-Range': 'Tue, 10 Mar 2026 10:00:00 GMT' }],
  ])('are sent whole to a request for %s', async (_name, headers) => {
    const { bytes, url } = await image();
    const { response, bytes: sent } = await fetched(url, headers);
    expect([response.status, sent]).toEqual([200, bytes]);
  });

  test.each(['bytes=999999-', 'bytes=-0'])('have no range beyond the end: %s', async (range) => {
    const { bytes, url } = await image();
    const { response } = await fetched(url, { Range: range });
    expect([response.status, response.headers.get('content-range')]).toEqual([
      416,
      `bytes */${bytes.length}`,
    ]);
  });
});

describe('the library', () => {
  test('lists its files newest first, in pages that lose and repeat nothing', async () => {
    const ids: unknown[] = [];
    for (let count = 1; count <= 7; count += 1) {
      if (count % 2 === 0) await harness.moveTo(NOON + count * 1000);
      ids.unshift((await published(await put(png(count, 1)))).json.id);
    }
    const listed: unknown[] = [];
    let query = '?limit=3';
    for (let page = 0; page < 3; page += 1) {
      const { json } = await harness.get(`${MEDIA}${query}`);
      if (Array.isArray(json.media)) listed.push(...json.media);
      query = `?limit=3&cursor=${json.next}`;
      expect(json.next === null).toBe(page === 2);
    }
    expect(listed.map((item) => at(item, 'id')).sort()).toEqual(ids.toSorted());
    const times = listed.map((item) => String(at(item, 'createdAt')));
    expect(times).toEqual(times.toSorted().reverse());
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=x', 'limit'],
    ['cursor=x', 'cursor'],
    ['cursor=', 'cursor'],
  ])('refuses %s', async (query, pointer) => {
    const answer = await harness.get(`${MEDIA}?${query}`);
    expect([answer.status, pointers(answer)]).toEqual([422, [pointer]]);
  });

  test('changes a file’s metadata when If-Match names the current revision', async () => {
    const made = await put(png(3, 2));
    const path = `${MEDIA}/${made.json.id}`;
    const patch = (json: unknown, headers: object = {}) =>
      harness.call('PATCH', path, { token, json, headers: { ...PATCH, ...headers } });
    const reworded = await patch({ alt: { fi: 'Silta' }, fileName: '../silta.svg' }, { 'If-Match': '"1"' });
    expect(reworded.status).toBe(200);
    expect(reworded.headers.get('etag')).toBe('"2"');
    expect(reworded.json).toMatchObject({ alt: { fi: 'Silta' }, fileName: 'silta.png', revision: 2 });
    expect((await patch({ alt: null })).status).toBe(428);
    expect((await patch({ alt: null }, { 'If-Match': '"1"' })).status).toBe(412);
    const whole = await patch({ ...reworded.json, alt: null }, { 'If-Match': '"2"' });
    expect([whole.status, whole.json.alt]).toEqual([200, {}]);
    const wrong = await patch(
      { type: 'text/html', bytes: 1, id: 'x', fileName: null },
      { 'If-Match': '"3"' },
    );
    expect([wrong.status, pointers(wrong).sort()]).toEqual([422, ['/bytes', '/fileName', '/id', '/type']]);
    expect((await harness.call('PATCH', `${MEDIA}/x`, { token, json: {}, headers: PATCH })).status).toBe(404);
  });

  test('removes a file with its bytes, and accepts it again', async () => {
    const made = await published(await put(png(3, 2)));
    const path = `${MEDIA}/${made.json.id}`;
    expect((await harness.call('DELETE', path)).status).toBe(401);
    expect((await harness.call('DELETE', path, { token })).status).toBe(204);
    await harness.moveTo(NOON + 1);
    expect((await harness.get(path)).status).toBe(404);
    expect((await fetched(made.json.url)).response.status).toBe(404);
    expect((await harness.call('DELETE', path, { token })).status).toBe(404);
    const again = await put(png(3, 2));
    expect(again.status).toBe(201);
    expect((await fetched(again.json.url)).response.status).toBe(404);
    expect((await fetched(again.json.url, authorized())).bytes).toEqual(png(3, 2));
  });

  test('stays with the newsroom when its slug changes', async () => {
    const made = await published(await put(png(3, 2)));
    await harness.call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'satama' } });
    expect((await fetched(made.json.url)).response.status).toBe(200);
    const moved = await harness.get(`${MEDIA}/${made.json.id}`);
    expect([moved.status, moved.headers.get('location')]).toEqual([
      301,
      `${BASE}${API}/satama/media/${made.json.id}`,
    ]);
  });
});

describe('a release that refers to the library', () => {
  async function library() {
    const made = await putForm({
      file: png(3, 2),
      metadata: { alt: 'Silta', caption: { fi: 'Yöllä' }, credit: 'Meri' },
    });
    return { url: String(made.json.url), bytes: Number(made.json.bytes), path: `${MEDIA}/${made.json.id}` };
  }
  const write = (media: unknown[], state = 'published') =>
    harness.call('POST', RELEASES, { token, json: { state, variants: { fi: { title: 'Silta' } }, media } });

  test('gets the file’s type and size and the metadata that it leaves out', async () => {
    const { url, bytes } = await library();
    const release = await write([
      { url, type: 'image/jpeg', bytes: 1, caption: 'Oma' },
      { url: 'https://muu.example/a.png' },
    ]);
    expect(release.json.media).toEqual([
      {
        url,
        bytes,
        type: 'image/png',
        credit: 'Meri',
        alt: { fi: 'Silta', sv: 'Silta', en: 'Silta' },
        caption: { fi: 'Oma', sv: 'Oma', en: 'Oma' },
      },
      { url: 'https://muu.example/a.png' },
    ]);
    const feed = await harness.get('/fi/satamakaupunki/feed.rss');
    expect(feed.text).toContain(`url="${url}" length="${bytes}" type="image/png"`);
  });

  test('keeps its own metadata when the library’s metadata change', async () => {
    const { url, path } = await library();
    await write([{ url, credit: '' }]);
    await harness.call('PATCH', path, {
      token,
      json: { alt: 'Uusi' },
      headers: { ...PATCH, 'If-Match': '"1"' },
    });
    const present = await harness.call('GET', `${RELEASES}/1`, { token });
    const edit = { ...present.json, type: 'bulletin' };
    const edited = await harness.call('PATCH', `${RELEASES}/1`, {
      token,
      json: edit,
      headers: { ...PATCH, 'If-Match': '"1"' },
    });
    expect(edited.status).toBe(200);
    expect(edited.json.media).toEqual(present.json.media);
    expect(at(edited.json, 'media', 0)).toMatchObject({ alt: { fi: 'Silta' }, credit: '' });
    const patched = await harness.call('PATCH', `${RELEASES}/1`, {
      token,
      json: { media: [{ url }] },
      headers: { ...PATCH, 'If-Match': '"2"' },
    });
    expect(at(patched.json, 'media', 0)).toMatchObject({ alt: { fi: 'Uusi' }, credit: 'Meri' });
  });

  test('does not change files of other newsrooms or malformed URLs', async () => {
    const { url } = await library();
    const media = [
      { url: url.replace('/media/1/', '/media/2/') },
      { url: `${url.slice(0, -4)}` },
      { url: `${BASE}/media/1/x` },
    ];
    const release = await write(media);
    expect(at(release.json, 'media', 0)).toEqual(media[0]);
    expect(at(release.json, 'media', 1)).toMatchObject({ type: 'image/png' });
    expect(at(release.json, 'media', 2)).toEqual(media[2]);
    expect((await write([1, null, 'x', { url: 5 }, {}])).status).toBe(422);
  });

  test.each(['draft', 'published'])(
    'keeps a file from being removed while it is %s, until it refers no more',
    async (state) => {
      const { url, path } = await library();
      await write([{ url }], state);
      const refused = await harness.call('DELETE', path, { token, headers: { 'Accept-Language': 'en' } });
      expect([refused.status, refused.json.detail]).toEqual([
        409,
        'The file cannot be removed, because a release uses it.',
      ]);
      const change = { token, json: { media: [] }, headers: { ...PATCH, 'If-Match': '"1"' } };
      expect((await harness.call('PATCH', `${RELEASES}/1`, change)).status).toBe(200);
      expect((await harness.call('DELETE', path, { token })).status).toBe(204);
    },
  );

  test('prevents removal also for an image in a body, until it is withdrawn', async () => {
    const { url, path } = await library();
    const body = `<p>Silta</p><img src="${url}" alt="Silta">`;
    await harness.call('POST', RELEASES, {
      token,
      json: { state: 'published', variants: { fi: { title: 'Silta', body } } },
    });
    expect((await harness.call('DELETE', path, { token })).status).toBe(409);
    await harness.call('POST', `${RELEASES}/1/withdraw`, {
      token,
      json: { reason: 'Virhe' },
      headers: { 'If-Match': '"1"' },
    });
    expect((await harness.call('DELETE', path, { token })).status).toBe(204);
  });
});

test('bytes that became no file are removed after an hour, and other bytes stay', async () => {
  const newsroom = harness.service.newsroom(1);
  const staged = await newsroom.media.stage();
  if (!staged.ok) throw new Error('nothing is staged');
  const { blob } = staged.value;
  await harness.service.media.put(blob, new Blob([png(3, 2)]).stream());
  const made = await published(await put(png(3, 2)));
  await harness.moveTo(NOON + MEDIA_LIMITS.stagedMilliseconds - 1);
  expect(await harness.service.media.has(blob)).toBe(true);
  await harness.moveTo(NOON + MEDIA_LIMITS.stagedMilliseconds);
  expect(await harness.service.media.has(blob)).toBe(false);
  expect((await fetched(made.json.url)).response.status).toBe(200);
  const { id, kind, type, bytes, width, height } =
    (await newsroom.media.get(String(made.json.id), 'newsroom'))?.item ?? {};
  if (id === undefined || kind === undefined || type === undefined || bytes === undefined)
    throw new Error('no file');
  const late = { id: '0'.repeat(32), kind, type, bytes, width: width ?? null, height: height ?? null };
  const put2 = await newsroom.media.put({ staged: staged.value, file: late, name: '', metadata: undefined });
  expect(put2).toEqual({ ok: false, problem: { code: 'unavailable' } });
});

test('a file is not listed for the public until a release that uses it is published', async () => {
  const { json } = await put(png(3, 2), { query: '?name=salainen.png' });
  const shownTo = async (call: object) => (await harness.call('GET', MEDIA, call)).text.includes('salainen');
  const feed = () => harness.get('/fi/satamakaupunki/feed.rss');
  const page = async () => (await harness.get('/fi/satamakaupunki')).text.includes(String(json.id));
  expect([await shownTo({}), await page()]).toEqual([false, false]);
  await harness.moveTo(NOON + 5_000);
  const before = (await feed()).headers;
  const at = new Date(NOON + 60_000).toISOString();
  const media = [{ url: json.url }];
  const variants = { fi: { title: 'Salainen' } };
  await harness.call('POST', RELEASES, {
    token,
    json: { state: 'scheduled', publishAt: at, variants, media },
  });
  expect([await shownTo({}), await page()]).toEqual([false, false]);
  expect(await shownTo({ token })).toBe(true);
  expect((await harness.get(`/fi/satamakaupunki/media/${json.id}`)).status).toBe(404);
  expect((await harness.get(`${MEDIA}/${json.id}`)).status).toBe(404);
  const after = (await feed()).headers;
  for (const name of ['etag', 'last-modified']) expect(after.get(name)).toBe(before.get(name));
  await harness.moveTo(NOON + 60_000);
  expect([await shownTo({}), await page()]).toEqual([true, true]);
  expect((await harness.get(`/fi/satamakaupunki/media/${json.id}`)).status).toBe(200);
});
