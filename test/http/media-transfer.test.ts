import { expect, test } from 'vitest';
import { isObject } from '../../src/base/json.ts';
import { MEDIA_LIMITS } from '../../src/media/limits.ts';
import { joined, png } from '../media/samples.ts';
import { ADMIN, type Answer, BASE, type Harness, NEWSROOM, NOON, openHarness, RELEASES } from './harness.ts';

/** Needs more than two lines of an export. */
const LONG = joined(
  '%PDF-1.7',
  Uint8Array.from({ length: 1_200_000 }, (_, index) => (index * 31) % 251),
);

async function put(
  harness: Harness,
  token: string,
  body: Uint8Array<ArrayBuffer>,
  name: string,
): Promise<Answer['json']> {
  const response = await harness.app.request(`${NEWSROOM}/media?name=${name}`, {
    method: 'PUT',
    body,
    headers: { Authorization: `Bearer ${token}` },
  });
  const json: unknown = await response.json();
  return isObject(json) ? json : {};
}

/** The export of a library with two files, one of which is used. */
async function exported() {
  const harness = openHarness();
  // Another newsroom is created first, so that the key differs from the key after the restore.
  await harness.createNewsroom({ slug: 'saari', name: 'Saari', languages: ['fi'], defaultLanguage: 'fi' });
  const token = await harness.createNewsroom();
  const image = await put(harness, token, png(3, 2), 'kuva.png');
  const document = await put(harness, token, LONG, 'esite.pdf');
  await harness.call('PATCH', `${NEWSROOM}/media/${image.id}`, {
    token,
    json: { alt: 'Silta', credit: 'Meri' },
    headers: { 'If-Match': '"1"' },
  });
  await harness.call('PATCH', `${NEWSROOM}/media/${document.id}`, {
    token,
    json: { visibility: 'public' },
    headers: { 'If-Match': '"1"' },
  });
  const media = [{ url: image.url }];
  await harness.call('POST', RELEASES, {
    token,
    json: { state: 'published', variants: { fi: { title: 'Silta' } }, media },
  });
  const listed = (await harness.get(`${NEWSROOM}/media`)).json;
  const { text } = await harness.call('GET', `${NEWSROOM}/export`, { token });
  return { token, image, document, listed, lines: text.trim().split('\n') };
}

async function restored(lines: readonly string[]) {
  const harness = openHarness();
  await harness.moveTo(NOON + 60_000);
  await harness.createNewsroom({
    slug: 'tyhja',
    name: 'Tyhjä',
    languages: ['fi'],
    defaultLanguage: 'fi',
  });
  const answer = await harness.call('POST', '/api/v1/newsrooms/tyhja/restore', {
    token: ADMIN,
    json: lines.join('\n'),
    headers: { 'Content-Type': 'application/x-ndjson' },
  });
  return { harness, answer };
}

function record(line: string): { readonly [name: string]: unknown } {
  const parsed: unknown = JSON.parse(line);
  return isObject(parsed) ? parsed : {};
}

test('no line of an export is longer than a mebibyte, and a file’s record follows its bytes', async () => {
  const { lines } = await exported();
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(1024 * 1024);
  const media = lines.map(record).filter((line) => String(line.record).startsWith('media'));
  expect(media.map((line) => [line.record, String(line.id).slice(32)]).sort()).toEqual([
    ['media', ''],
    ['media', ''],
    ['media-bytes', ':0000'],
    ['media-bytes', ':0000'],
    ['media-bytes', ':0001'],
    ['media-bytes', ':0002'],
  ]);
  expect(media.at(-1)?.record).toBe('media');
  expect(lines.join()).not.toContain('"blob"');
});

test('a restored library has the same files, metadata and uses', async () => {
  const { lines, listed, token, document, image } = await exported();
  const { harness, answer } = await restored(lines);
  expect(answer.status).toBe(200);
  expect((await harness.get(`${NEWSROOM}/media`)).json).toEqual(listed);
  // The pieces are removed after an hour, and the files stay.
  await harness.moveTo(NOON + 60_000 + MEDIA_LIMITS.stagedMilliseconds);
  const response = await harness.app.request(String(document.url).slice(BASE.length));
  expect(Buffer.from(await response.arrayBuffer()).equals(LONG)).toBe(true);
  expect((await harness.call('DELETE', `${NEWSROOM}/media/${image.id}`, { token })).status).toBe(409);
  expect((await harness.call('DELETE', `${NEWSROOM}/media/${document.id}`, { token })).status).toBe(204);
});

test.each([
  ['bytes that are other ones', (line: string) => line.replace('"base64":"iVBOR', '"base64":"iVBOS')],
  ['no bytes at all', (line: string) => (line.includes('"base64":"iVBOR') ? '' : line)],
  ['bytes that are no base64', (line: string) => line.replace('"base64":"iVBOR', '"base64":"***')],
  [
    'words beyond the limits',
    (line: string) => line.replace('"credit":"Meri"', `"credit":"${'x'.repeat(201)}"`),
  ],
  [
    'a record that is none',
    (line: string) => line.replace(/("record":"media","id":"[0-9a-f]+","value":).*$/, '$1{}}'),
  ],
  [
    'a file of a time that no date can show',
    (line: string) => line.replace(/("record":"media",.*"createdAt":)[0-9]+/, '$19007199254740991'),
  ],
  [
    'a file of the future',
    (line: string) => line.replace(/("record":"media",.*"createdAt":)[0-9]+/, '$132472144000000'),
  ],
  ['a piece too far', (line: string) => line.replace(/:0002"/, ':0050"')],
])('an export with %s is refused', async (_name, edit) => {
  const { lines } = await exported();
  const edited = lines.map(edit).filter((line) => line !== '');
  expect(edited).not.toEqual(lines);
  const { harness, answer } = await restored(edited);
  expect(answer.status).toBe(400);
  expect((await harness.get('/media/2/x/y')).status).toBe(404);
});

test('an export with more files than a library may have is refused', async () => {
  const { lines } = await exported();
  const end = lines.length - 1;
  const model = lines.find((line) => line.startsWith('{"record":"media","id"')) ?? '';
  const more = Array.from({ length: MEDIA_LIMITS.files - 1 }, (_, at) =>
    model.replaceAll(/"id":"[0-9a-f]{32}"/g, `"id":"${String(at).padStart(32, '0')}"`),
  );
  const last = JSON.stringify({ record: 'end', id: '', value: { records: end + more.length } });
  const { answer } = await restored([...lines.slice(0, end), ...more, last]);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('"/media"');
});

test('a library with a revision beyond all counters is restored, and exported again after a change', async () => {
  const { lines, token, document } = await exported();
  const edited = lines.map((line) =>
    line.replace(/("record":"(?:media|newsroom)",.*"revision":)[0-9]+/, '$19007199254740991'),
  );
  const { harness, answer } = await restored(edited);
  expect(answer.status).toBe(200);
  const headers = { 'If-Match': '"999999999"' };
  const json = { credit: 'Ranta' };
  const file = `${NEWSROOM}/media/${document.id}`;
  expect((await harness.call('PATCH', file, { token, json, headers })).status).toBe(200);
  expect((await harness.call('PATCH', NEWSROOM, { token, json: { website: null } })).status).toBe(200);
  const again = await harness.call('GET', `${NEWSROOM}/export`, { token });
  expect((await restored(again.text.trim().split('\n'))).answer.status).toBe(200);
});

test('type and size in an export are ignored', async () => {
  const { lines } = await exported();
  const edited = lines.map((line) =>
    line
      .replace('"type":"image/png","bytes"', '"type":"text/html","bytes"')
      .replace('"width":3', '"width":9'),
  );
  const { harness, answer } = await restored(edited);
  expect(answer.status).toBe(200);
  const listed = await harness.get(`${NEWSROOM}/media`);
  expect(listed.text).toContain('"image/png"');
  expect(listed.text).not.toContain('text/html');
  expect(listed.text).toContain('"width":3');
});

test('a newsroom with files is not empty and cannot be restored', async () => {
  const { lines } = await exported();
  const harness = openHarness();
  const token = await harness.createNewsroom();
  const made = await put(harness, token, png(8, 8), 'oma.png');
  const answer = await harness.call('POST', `${NEWSROOM}/restore`, { token, json: lines.join('\n') });
  expect(answer.status).toBe(409);
  const headers = { Authorization: `Bearer ${token}` };
  expect((await harness.app.request(String(made.url).slice(BASE.length), { headers })).status).toBe(200);
});
