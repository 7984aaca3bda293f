import { afterAll, beforeAll, expect, test } from 'vitest';
import { isObject } from '../../src/base/json.ts';
import { API, at, type Harness, NOON, openHarness, PROFILE } from '../http/harness.ts';
import { png } from '../media/samples.ts';

/** By hand: `ROUNDS=1000 SEED=7 npx vitest run --project node test/backup/edited-exports.test.ts`. */
const ROUNDS = Number(process.env.ROUNDS ?? 60);
const SEED = Number(process.env.SEED ?? 20261125);
const NDJSON = { 'Content-Type': 'application/x-ndjson' };
const DAY = 86_400_000;

/** A generator of the same numbers for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = generator(SEED);
const below = (limit: number) => Math.floor(random() * limit);
function pick<T>(list: readonly T[]): T {
  const picked = list[below(list.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

interface Source {
  readonly lines: readonly string[];
}

async function put(harness: Harness, slug: string, token: string): Promise<string> {
  const response = await harness.app.request(`${API}/${slug}/media?name=kuva.png`, {
    method: 'PUT',
    body: png(3, 2),
    headers: { Authorization: `Bearer ${token}` },
  });
  const json: unknown = await response.json();
  return String(at(json, 'url'));
}

/** An export with releases in every state, media, and archive documents when there are many releases. */
async function exported(size: number): Promise<Source> {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  const url = await put(harness, PROFILE.slug, token);
  const call = (end: string, json: object) =>
    harness.call('POST', `${API}/${PROFILE.slug}/releases${end}`, {
      token,
      json,
      headers: { 'If-Match': '*' },
    });
  const both = (title: string) => ({
    fi: { title, lead: 'Lautta', body: '<p>Silta <a href="/x">auki</a></p>', keywords: ['meri', 'Silta'] },
    sv: { title: `${title} sv`, keywords: ['hav'] },
  });
  for (let n = 1; n <= size; n += 1) {
    const publishAt = new Date(NOON - ((n * 37) % 100) * DAY).toISOString();
    await call('', {
      state: 'published',
      publishAt,
      type: n % 3 === 0 ? 'bulletin' : 'release',
      variants: both(`Satama ${n}`),
      media: n % 4 === 0 ? [{ url, alt: 'Kuva' }] : [],
      contacts: [{ name: 'Aino', title: 'Johtaja', email: 'aino@example.fi' }],
    });
  }
  await call('/1/correct', { note: 'Oikaisu' });
  await call('/2/withdraw', { reason: 'Virhe' });
  await call('/3/withdraw', { reason: 'Fel', languages: ['sv'] });
  await call('', { variants: { fi: { title: 'Luonnos' } } });
  await call('', {
    state: 'scheduled',
    publishAt: new Date(NOON + DAY).toISOString(),
    variants: both('Tuleva'),
  });
  await call('', { state: 'published', variants: { fi: { title: 'Yksin' } } });
  await call('', { state: 'published', variants: { sv: { title: 'Ensam' } } });
  await call(`/${size + 3}/join`, { release: size + 4 });
  await call('/4/split', { language: 'sv' });
  const { text } = await harness.call('GET', `${API}/${PROFILE.slug}/export`, { token });
  await harness.service.close();
  return { lines: text.trim().split('\n') };
}

/** Values of other kinds, out of range, and of states that cannot be. */
const VALUES = [
  ...[0, 1, 2, -1, 1e300, 999_999_999, 999_999, 0.5, NOON, NOON + DAY, NOON + 400_000 * DAY, -NOON],
  ...[
    null,
    true,
    '',
    'x',
    'fi',
    'sv',
    'en',
    'published',
    'draft',
    'scheduled',
    'withdrawn',
    'bulletin',
    'javascript:alert(1)',
  ],
  ...[
    '<script>x</script>',
    'x'.repeat(6000),
    'ä'.repeat(501),
    '\u202Ex',
    'tag:tiedotteet.example,2026-03-10:release/1000001/fi',
  ],
  ...[{}, [], [null], { fi: 'x' }, ['fi'], ['de'], { at: NOON, reason: { fi: 'x' } }],
];

function paths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [...path, name],
    ...paths(inner, [...path, name]),
  ]);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return at(value, ...path);
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.with(Number(name), replaced(value[Number(name)], rest, by));
  return isObject(value) ? { ...value, [name]: replaced(value[name], rest, by) } : value;
}

function without(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (Array.isArray(value)) {
    const index = Number(name);
    return rest.length === 0 ? value.toSpliced(index, 1) : value.with(index, without(value[index], rest));
  }
  if (!isObject(value)) return value;
  if (rest.length > 0) return { ...value, [name]: without(value[name], rest) };
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}

type Edit = (lines: readonly string[]) => readonly string[];

function changeLine(lines: readonly string[], change: (record: unknown, path: readonly string[]) => unknown) {
  const index = below(lines.length - 1);
  const record: unknown = JSON.parse(lines[index] ?? '');
  const all = paths(record).filter((path) => path.at(-1) !== 'base64');
  return lines.with(index, JSON.stringify(change(record, pick(all))));
}

const EDITS: readonly Edit[] = [
  (lines) => changeLine(lines, (record, path) => replaced(record, path, pick(VALUES))),
  (lines) => changeLine(lines, (record, path) => without(record, path)),
  // A number that differs by one, or a text that was there already, is likelier to be taken.
  (lines) =>
    changeLine(lines, (record, path) => {
      const value = valueAt(record, path);
      return replaced(record, path, typeof value === 'number' ? value + pick([-1, 1, 50, 1000]) : value);
    }),
  (lines) => {
    const other: unknown = JSON.parse(pick(lines.slice(1, -1)));
    return changeLine(lines, (record, path) =>
      replaced(record, path, valueAt(other, path) ?? valueAt(other, pick(paths(other)))),
    );
  },
  (lines) => lines.toSpliced(1 + below(lines.length - 2), 1 + below(3)),
  (lines) => lines.toSpliced(1 + below(lines.length - 2), 0, pick(lines)),
  (lines) => {
    const [from, to] = [below(lines.length), below(lines.length)];
    return lines.with(from, lines[to] ?? '').with(to, lines[from] ?? '');
  },
  (lines) => [...lines.slice(0, 1), ...lines.slice(1, -1).toSorted(() => random() - 0.5), ...lines.slice(-1)],
  // All lines of one family are gone.
  (lines) => {
    const family = pick(['revision', 'shelf', 'placed', 'release', 'media', 'media-bytes', 'token']);
    return lines.filter((line) => !line.startsWith(`{"record":"${family}"`));
  },
  // A record under another id.
  (lines) =>
    changeLine(lines, (record) => {
      const id = at(record, 'id');
      const digit = String(below(10));
      return typeof id === 'string' ? replaced(record, ['id'], id.replace(/\d(?=[^\d]*$)/, digit)) : record;
    }),
  // A release and its last revision are changed alike.
  (lines) => {
    const index = pick([...lines.keys()].filter((at) => lines[at]?.startsWith('{"record":"release"')));
    const record: unknown = JSON.parse(lines[index] ?? '');
    const release = valueAt(record, ['value', 'release']);
    const path = pick(paths(release));
    const changed = replaced(release, path, pick(VALUES));
    const text = JSON.stringify(release);
    return lines.map((line) => line.replace(text, () => JSON.stringify(changed)));
  },
];

function edited(lines: readonly string[]): readonly string[] {
  let result = lines;
  for (let count = 1 + below(2); count > 0; count -= 1) result = pick(EDITS)(result);
  // Nearly always the count is right, so that other checks have to find what is wrong.
  if (below(10) > 0 && result.length > 2) {
    const end: unknown = JSON.parse(result.at(-1) ?? '');
    if (at(end, 'record') === 'end')
      return result.with(-1, JSON.stringify(replaced(end, ['value', 'records'], result.length - 1)));
  }
  return result;
}

const FEEDS = ['rss', 'atom', 'json'] as const;

/** Every feed with its archives, and the pages. Returns what cannot be of a consistent newsroom. */
async function faultsOf(harness: Harness, slug: string, languages: readonly unknown[]): Promise<string[]> {
  const faults: string[] = [];
  for (const language of languages) {
    const home = `/${String(language)}/${slug}`;
    for (const path of [home, `${home}/types/release`, `${home}/keywords/meri`, `${home}/media`]) {
      const { status } = await harness.get(path, { Accept: 'text/html' });
      if (status !== 200 && status !== 404) faults.push(`${path}: ${status}`);
    }
    for (const format of FEEDS) {
      const { status, text } = await harness.get(`${home}/feed.${format}`);
      if (status !== 200) faults.push(`feed.${format}: ${status}`);
      const archives = Math.max(0, ...Array.from(text.matchAll(/archive=(\d+)/g), ([, k]) => Number(k)));
      for (let k = 1; k <= archives; k += 1) {
        const archive = await harness.get(`${home}/feed.${format}?archive=${k}`);
        if (archive.status !== 200) faults.push(`archive ${k}: ${archive.status}`);
      }
    }
  }
  return faults;
}

/** The documents of the newsrooms that have nothing to do with the restores. */
async function bystanders(harness: Harness): Promise<string[]> {
  const answers: string[] = [];
  for (const path of [
    '/fi/naapuri',
    '/fi/naapuri/feed.rss',
    '/fi/naapuri/feed.json',
    `${API}/naapuri`,
    `${API}/naapuri/releases`,
  ]) {
    const { status, text } = await harness.get(path);
    answers.push(`${status} ${text}`);
  }
  return answers;
}

let small: Source;
let large: Source;
let harness: Harness;

beforeAll(async () => {
  [small, large] = [await exported(8), await exported(104)];
  harness = openHarness();
  const token = await harness.createNewsroom({ ...PROFILE, slug: 'naapuri' });
  const json = { state: 'published', variants: { fi: { title: 'Naapuri', body: '<p>x</p>' } } };
  await harness.call('POST', `${API}/naapuri/releases`, { token, json });
}, 120_000);

afterAll(() => harness.service.close());

test('an edited export is refused and changes nothing, or is restored to a consistent newsroom, and nobody else notices', async () => {
  const counts = { accepted: 0, refused: 0 };
  const neighbour = await bystanders(harness);
  let slug = '';
  let token = '';
  let before = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    if (slug === '') {
      slug = `kohde-${round}`;
      token = await harness.createNewsroom({ ...PROFILE, slug });
      before = (await harness.call('GET', `${API}/${slug}/export`, { token })).text;
    }
    const lines = edited(pick([small, small, small, small, small, small, small, small, small, large]).lines);
    const answer = await harness.call('POST', `${API}/${slug}/restore`, {
      token,
      json: lines.join('\n'),
      headers: NDJSON,
    });
    const context = [round, slug, answer.status];
    expect([context, await bystanders(harness)]).toEqual([context, neighbour]);
    if (answer.status !== 200) {
      counts.refused += 1;
      expect(context).toEqual([round, slug, expect.toBeOneOf([400, 409, 413, 422])]);
      const after = (await harness.call('GET', `${API}/${slug}/export`, { token })).text;
      expect([context, after]).toEqual([context, before]);
      continue;
    }
    counts.accepted += 1;
    expect(answer.json).toMatchObject({ newsroom: { slug } });
    const languages = at(answer.json, 'newsroom', 'languages');
    expect([context, await faultsOf(harness, slug, Array.isArray(languages) ? languages : [])]).toEqual([
      context,
      [],
    ]);
    const rebuilt = await harness.call('POST', `${API}/${slug}/rebuild`, { token });
    expect([context, rebuilt.json.repaired]).toEqual([context, 0]);
    // It can go on: everything that was exported again restores, and the newsroom publishes.
    const again = await harness.call('GET', `${API}/${slug}/export`, { token });
    expect([context, again.status]).toEqual([context, 200]);
    const language = at(answer.json, 'newsroom', 'defaultLanguage');
    const json = { state: 'published', variants: { [String(language)]: { title: 'Uusi' } } };
    const published = await harness.call('POST', `${API}/${slug}/releases`, { token, json });
    expect([context, published.status, published.json]).toEqual([context, 201, expect.anything()]);
    const withdrawn = await harness.call(
      'POST',
      `${API}/${slug}/releases/${String(published.json.number)}/withdraw`,
      {
        token,
        json: { reason: 'x' },
        headers: { 'If-Match': '*' },
      },
    );
    expect([context, withdrawn.status]).toEqual([context, 200]);
    slug = '';
  }
  // Embargoes lift, whatever the restored newsrooms have scheduled.
  await harness.moveTo(NOON + 2 * DAY);
  const due = await harness.service.health();
  expect(due.store).toBe('ok');
  expect((await harness.get('/fi/feed.json')).status).toBe(200);
  expect((await harness.get('/fi/')).status).toBe(200);
  if (process.env.ROUNDS !== undefined)
    process.stderr.write(`${JSON.stringify({ SEED, ROUNDS, ...counts })}\n`);
  expect(counts.accepted).toBeGreaterThan(ROUNDS / 12);
  expect(counts.refused).toBeGreaterThan(ROUNDS / 4);
}, 7_200_000);
