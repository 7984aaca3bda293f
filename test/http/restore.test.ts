import { beforeAll, describe, expect, test } from 'vitest';
import { isObject } from '../../src/base/json.ts';
import { ADMIN, API, type Harness, openHarness, PROFILE } from './harness.ts';

const NDJSON = { 'Content-Type': 'application/x-ndjson' };
const NEWSROOM = `${API}/${PROFILE.slug}`;
/** Documents that would fail if one entry could not be rendered. */
const SEEN = ['', `/${PROFILE.slug}`].flatMap((home) =>
  ['/feed.rss', '/feed.atom', '/feed.json', home === '' ? '/' : ''].map((end) => `/fi${home}${end}`),
);
/** The URLs in a document of each format. */
const UNSAFE = /(?:href|url|src)="javascript:|"(?:url|image|external_url)": ?"javascript:/;

let lines: readonly string[];

beforeAll(async () => {
  const harness = openHarness();
  const token = await harness.createNewsroom(PROFILE);
  const call = async (end: string, json: object) => {
    const headers = { 'If-Match': '*' };
    const answer = await harness.call('POST', `${NEWSROOM}/releases${end}`, { token, json, headers });
    expect(answer.status).toBeLessThan(300);
  };
  await call('', {
    state: 'published',
    variants: {
      fi: { title: 'Satama avautuu', lead: 'Keväällä', body: '<p>Teksti</p>', keywords: ['meri'] },
      sv: { title: 'Hamnen öppnas' },
    },
    contacts: [{ name: 'Aino', title: 'Johtaja', email: 'aino@example.fi', phone: '09 123 456' }],
    media: [
      { url: 'https://example.fi/kuva.jpg', type: 'image/jpeg', bytes: 12, alt: 'Kuva', caption: 'Satama' },
    ],
    links: [{ url: 'https://example.fi/', title: 'Lisää' }],
  });
  await call('/1/correct', { note: 'Päivä oli väärä' });
  await call('', { state: 'published', variants: { fi: { title: 'Toinen' }, sv: { title: 'Andra' } } });
  await call('/2/withdraw', { reason: 'Fel', languages: ['sv'] });
  await call('', { state: 'draft', variants: { fi: { title: 'Luonnos' } } });
  const exported = await harness.call('GET', `${NEWSROOM}/export`, { token });
  lines = exported.text.split('\n').filter((line) => line !== '');
});

interface Target {
  readonly harness: Harness;
  restore(given: readonly string[]): Promise<number>;
}

async function openTarget(): Promise<Target> {
  const harness = openHarness();
  await harness.createNewsroom({ ...PROFILE, slug: 'tilapainen' });
  return {
    harness,
    async restore(given) {
      const json = given.join('\n');
      const sent = { token: ADMIN, json, headers: NDJSON };
      return (await harness.call('POST', `${API}/tilapainen/restore`, sent)).status;
    },
  };
}

async function statuses({ harness }: Target): Promise<readonly number[]> {
  const found: number[] = [];
  for (const path of SEEN) {
    const { status, text } = await harness.get(path);
    expect(text).not.toMatch(UNSAFE);
    found.push(status);
  }
  return found;
}

const WELL = SEEN.map(() => 200);

describe('an incomplete export', () => {
  test('that ends between two lines is refused, and the complete one is restored afterwards', async () => {
    for (let length = 0; length < lines.length; length += 1) {
      const target = await openTarget();
      expect([length, await target.restore(lines.slice(0, length))]).toEqual([length, 400]);
      expect((await target.harness.get(`/fi/${PROFILE.slug}/feed.rss`)).status).toBe(404);
      expect([length, await target.restore(lines)]).toEqual([length, 200]);
      expect(await statuses(target)).toEqual(WELL);
    }
  });

  test.each<[string, (whole: readonly string[]) => readonly string[]]>([
    ['begins with another line than the newsroom', ([first = '', ...rest]) => [...rest.slice(0, -1), first]],
    ['has the newsroom twice', (whole) => [...whole.slice(0, 3), ...whole.slice(0, 1), ...whole.slice(3)]],
    ['has a line twice', (whole) => [...whole.slice(0, 3), ...whole.slice(2)]],
    ['lacks a line', (whole) => [...whole.slice(0, 2), ...whole.slice(3)]],
    ['goes on after its end', (whole) => [...whole, ...whole.slice(1, 2)]],
    ['nests too deep', (whole) => [...whole.slice(0, -1), nested(200_000), ...whole.slice(-1)]],
  ])('but one that %s is refused', async (_, spoil) => {
    const target = await openTarget();
    expect(await target.restore(spoil(lines))).toBe(400);
    expect(await target.restore(lines)).toBe(200);
  });

  test('does not lead to reuse of the numbers of missing releases', async () => {
    const target = await openTarget();
    expect(await target.restore(lines.map((line) => line.replace('"lastNumber":3', '"lastNumber":9')))).toBe(
      200,
    );
    const port = target.harness.service.newsroom(1);
    const created = await port.releases.create({ variants: { fi: { title: 'Uusi' } } }, null);
    expect(created).toMatchObject({ value: { release: { number: 10 } } });
  });
});

function nested(depth: number): string {
  const value = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  return `{"record":"release","id":"000000009","value":{"schema":1,"release":${value}}}`;
}

/** Values of other types, and values out of range. */
const OTHERS = [7, -1e15, 1e300, null, '', 'javascript:alert(1)', 'x'.repeat(250_000), {}, [], [null], true];

describe('a changed field of an export', () => {
  test('is refused, or is restored without harm to this newsroom or another', async () => {
    let [taken, refused] = [0, 0];
    // A refused export changes nothing, so the next one is given to the same newsroom.
    let target = await openTarget();
    for (const [at, line] of lines.entries()) {
      const record: unknown = JSON.parse(line);
      for (const path of leaves(record)) {
        const instead = OTHERS[(taken + refused) % OTHERS.length];
        for (const value of path.includes('release') ? OTHERS : [instead]) {
          const edited = JSON.stringify(replaced(record, path, value));
          const status = await target.restore(lines.with(at, edited));
          if (status === 200) {
            taken += 1;
            expect([path, value, await statuses(target)]).toEqual([path, value, WELL]);
            await target.harness.service.close();
            target = await openTarget();
          } else {
            refused += 1;
            expect([path, value, status]).toEqual([path, value, expect.toBeOneOf([400, 409])]);
          }
        }
      }
    }
    expect(await target.restore(lines)).toBe(200);
    expect(taken).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(taken);
  }, 120_000);

  test.each([
    ['an entry with an id of another form', /tag:tiedotteet\.example,/g, 'tag:toinen.example;'],
    ['a language that there is not', /"sv":\{"title"/, '"de":{"title"'],
    ['a field that there is not', '"links":', '"muuta":[],"links":'],
  ])('as %s is refused', async (_, found, instead) => {
    const target = await openTarget();
    const edited = lines.map((line) =>
      line.includes('"record":"release"') ? line.replace(found, instead) : line,
    );
    expect(edited).not.toEqual(lines);
    expect(await target.restore(edited)).toBe(400);
  });
});

test.each([
  ['newsroom', /release\/1000001\/fi/g, 'release/2000001/fi'],
  ['service', /tag:tiedotteet\.example/g, 'tag:toinen.example'],
])(
  'an entry with an id of another %s does not appear in the feeds of all newsrooms',
  async (_, found, instead) => {
    const target = await openTarget();
    const edited = lines.map((line) =>
      line.includes('"title":"Satama') ? line.replace(found, instead) : line,
    );
    expect(await target.restore(edited)).toBe(200);
    const title = 'Satama avautuu';
    expect((await target.harness.get(`/fi/${PROFILE.slug}/feed.atom`)).text).toContain(title);
    const shared = await target.harness.get('/fi/feed.atom');
    expect([shared.text.includes(title), shared.text.includes('Toinen')]).toEqual([false, true]);
  },
);

/** Paths of all nested values. */
function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [...path, name],
    ...leaves(inner, [...path, name]),
  ]);
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.with(Number(name), replaced(value[Number(name)], rest, by));
  return isObject(value) ? { ...value, [name]: replaced(value[name], rest, by) } : value;
}

describe('two restores of one newsroom', () => {
  test('do not mix: the later one wins, and the earlier one is refused', async () => {
    const { harness } = await openTarget();
    const port = harness.service.newsroom(1);
    const part = (attempt: string, from: number, to?: number) =>
      port.backup.restore({ attempt, isFirst: from === 0, isOperator: false, lines: lines.slice(from, to) });
    const overtaken = { ok: false, problem: { code: 'wrong-state' } };
    expect(await part('first', 0, 4)).toMatchObject({ ok: true });
    expect(await part('second', 0, 2)).toMatchObject({ ok: true });
    expect(await part('first', 4)).toMatchObject(overtaken);
    expect(await port.backup.finishRestore('first')).toMatchObject(overtaken);
    expect(await port.backup.finishRestore('second')).toMatchObject({
      ok: false,
      problem: { code: 'malformed' },
    });
    // What a refused restore has staged is cleared, so it cannot go on.
    expect(await part('second', 2)).toMatchObject(overtaken);
    expect(await part('third', 0)).toMatchObject({ ok: true });
    expect(await port.backup.finishRestore('third')).toMatchObject({ ok: true });
    expect(await part('fourth', 0)).toMatchObject({ ok: false, problem: { rule: 'newsroom-not-empty' } });
    expect(await port.backup.finishRestore('third')).toMatchObject(overtaken);
    expect(
      await port.releases.list({
        audience: 'newsroom',
        language: null,
        state: null,
        limit: 20,
        cursor: null,
      }),
    ).toMatchObject({
      value: { releases: [{ number: 3 }, { number: 2 }, { number: 1 }] },
    });
  });
});
