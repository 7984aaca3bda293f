import { describe, expect, test } from 'vitest';
import { at, BASE, openNewsroom, pointers, RELEASES, VARIANTS } from './harness.ts';

const NEXT = '/fi/satamakaupunki/feed.rss';

describe('a new release', () => {
  test('is 201 with its location, its ETag and the members that the service adds', async () => {
    const { published } = await openNewsroom();
    expect(published.status).toBe(201);
    expect(published.headers.get('location')).toBe(`${BASE}${RELEASES}/1`);
    expect(published.headers.get('etag')).toBe('"1"');
    expect(published.headers.get('cache-control')).toBe('private, no-store, no-transform');
    expect(published.json).toMatchObject({
      number: 1,
      revision: 1,
      state: 'published',
      type: 'release',
      sourceLanguage: 'fi',
      publishAt: '2026-03-10T12:00:00+02:00',
      variants: {
        fi: {
          id: 'tag:tiedotteet.example,2026-03-10:release/1000001/fi',
          url: `${BASE}/fi/satamakaupunki/1/uusi-lauttalinja-avataan-toukokuussa`,
          publishedAt: '2026-03-10T12:00:00+02:00',
        },
      },
    });
  });

  test.each([
    ['2026-03-29T03:30', ['2026-03-29T02:30:00+02:00', '2026-03-29T04:30:00+03:00']],
    ['2026-10-25T03:30', ['2026-10-25T03:30:00+03:00', '2026-10-25T03:30:00+02:00']],
  ])('at %s, which is no one time, is refused with the choices', async (publishAt, choices) => {
    const { call, token } = await openNewsroom();
    const json = { state: 'scheduled', publishAt, variants: VARIANTS };
    const refused = await call('POST', RELEASES, { token, json });
    expect([refused.status, pointers(refused)]).toEqual([422, ['/publishAt']]);
    expect(at(refused.json, 'errors', 0, 'choices')).toEqual(choices);
  });

  test.each([
    [{ state: 'scheduled' }, '/publishAt'],
    [{ state: 'scheduled', publishAt: '2026-03-10T11:00' }, '/publishAt'],
    [{ state: 'published', publishAt: '2026-03-11T12:00' }, '/publishAt'],
    [{ state: 'withdrawn' }, '/state'],
    [{ variants: {} }, '/variants'],
    [{ variants: { fi: { lead: 'x' } } }, '/variants/fi/title'],
    [{ variants: { en: { title: 'x' } } }, '/variants/en'],
    [{ colour: 'red' }, '/colour'],
    [{ media: [{ alt: 'x' }] }, '/media/0/url'],
    [{ contacts: [{ email: 'a@b.example' }] }, '/contacts/0/name'],
  ])('with %j is refused at %s', async (part, pointer) => {
    const { call, token } = await openNewsroom();
    const refused = await call('POST', RELEASES, { token, json: { variants: VARIANTS, ...part } });
    expect([refused.status, pointers(refused)]).toEqual([422, [pointer]]);
  });

  test('is created once per Idempotency-Key, which another body cannot use', async () => {
    const { call, token } = await openNewsroom();
    const headers = { 'Idempotency-Key': 'a1b2' };
    const json = { variants: VARIANTS };
    const first = await call('POST', RELEASES, { token, json, headers });
    const again = await call('POST', RELEASES, { token, json, headers });
    const other = await call('POST', RELEASES, { token, json: { ...json, type: 'bulletin' }, headers });
    expect([first.status, first.json.number]).toEqual([201, 2]);
    expect([again.status, again.text]).toEqual([201, first.text]);
    for (const name of ['etag', 'location']) expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect([other.status, other.json.type]).toEqual([422, 'urn:kaiku:problem:idempotency-mismatch']);
  });

  test('may use an Idempotency-Key again after a day', async () => {
    const { call, token, moveTo } = await openNewsroom();
    const again = { token, json: { variants: VARIANTS }, headers: { 'Idempotency-Key': 'k' } };
    await call('POST', RELEASES, again);
    await moveTo('2026-03-11T12:00:01+02:00');
    expect((await call('POST', RELEASES, again)).json.number).toBe(3);
  });
});

describe('a change', () => {
  test.each([
    [{}, 428],
    [{ 'If-Match': '"7"' }, 412],
    [{ 'If-Match': 'W/"1"' }, 412],
    [{ 'If-Match': 'nonsense' }, 412],
    [{ 'If-Match': '"7", "1"' }, 200],
    [{ 'If-Match': '*' }, 200],
  ])('with %j is %i', async (headers, status) => {
    const { call, token } = await openNewsroom();
    const json = { variants: { fi: { lead: 'Lautta kulkee puolen tunnin välein.' } } };
    const patched = await call('PATCH', `${RELEASES}/1`, { token, json, headers });
    expect(patched.status).toBe(status);
    expect(patched.headers.get('etag')).toBe(status === 200 ? '"2"' : null);
  });

  test('accepts the complete representation with its read-only fields', async () => {
    const { call, token, published } = await openNewsroom();
    const headers = { 'If-Match': '"1"' };
    const patched = await call('PATCH', `${RELEASES}/1`, { token, headers, json: published.json });
    expect([patched.status, patched.json.revision]).toEqual([200, 2]);
  });

  test('that is a minor edit keeps the updated date and ids, and appears in the feed at once', async () => {
    const { call, get, token, published, moveTo } = await openNewsroom();
    await moveTo('2026-03-10T13:00:00+02:00');
    const json = { variants: { fi: { title: 'Lauttalinja avataan kesäkuussa' } } };
    const patched = await call('PATCH', `${RELEASES}/1`, { token, headers: { 'If-Match': '"1"' }, json });
    for (const name of ['id', 'slug', 'publishedAt', 'updatedAt']) {
      expect(at(patched.json, 'variants', 'fi', name)).toBe(at(published.json, 'variants', 'fi', name));
    }
    expect((await get(NEXT)).text).toContain('Lauttalinja avataan kesäkuussa');
  });

  test.each([
    ['PATCH', '', { state: 'withdrawn' }, 409],
    ['PATCH', '', { publishAt: '2026-01-01T12:00' }, 409],
    ['PATCH', '', { variants: { sv: null } }, 409],
    ['PATCH', '', { id: 5 }, 422],
    ['PATCH', '', { variants: { fi: { title: '' } } }, 422],
    ['PATCH', '', [], 422],
    ['POST', '/publish', {}, 409],
    ['POST', '/schedule', { publishAt: '2026-05-01T12:00' }, 409],
    ['POST', '/unschedule', {}, 409],
    ['POST', '/correct', {}, 422],
    ['POST', '/withdraw', {}, 422],
    ['POST', '/withdraw', { reason: 'Virhe', languages: ['en'] }, 409],
  ])('by %s %s with %j to a published release is %4$i', async (method, what, json, status) => {
    const { call, token } = await openNewsroom();
    const path = `${RELEASES}/1${what}`;
    expect((await call(method, path, { token, json, headers: { 'If-Match': '"1"' } })).status).toBe(status);
  });

  test('keeps every revision', async () => {
    const { call, token } = await openNewsroom();
    const json = { type: 'bulletin' };
    await call('PATCH', `${RELEASES}/1`, { token, headers: { 'If-Match': '"1"' }, json });
    const all = await call('GET', `${RELEASES}/1/revisions`, { token });
    const types = [0, 1].map((index) => at(all.json, 'revisions', index, 'type'));
    expect(types).toEqual(['release', 'bulletin']);
    expect((await call('GET', `${RELEASES}/1/revisions/1`, { token })).json.type).toBe('release');
    expect((await call('GET', `${RELEASES}/1/revisions/3`, { token })).status).toBe(404);
    expect((await call('GET', `${RELEASES}/1/revisions`)).status).toBe(401);
  });
});
