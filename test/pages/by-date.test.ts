import { expect, test } from 'vitest';
import { openPublishing } from '../feeds/publishing.ts';
import { BASE } from '../http/harness.ts';
import { parsePage } from './parsed-page.ts';

const HOME = '/fi/satamakaupunki';

type Publishing = Awaited<ReturnType<typeof openPublishing>>;

/** The numbers of the releases that the page links to, in its order. */
function releaseNumbersOn(html: string): number[] {
  const links = parsePage(html).elements('a');
  const numbers = links.flatMap(({ attributes }) => {
    const [, number] = /\/fi\/satamakaupunki\/([0-9]{1,3})\//.exec(attributes.href ?? '') ?? [];
    return number === undefined ? [] : [Number(number)];
  });
  return [...new Set(numbers)];
}

/** The release numbers on each page of the list, whose first page is at `start`. */
async function pagesOf({ get }: Publishing, start: string): Promise<number[][]> {
  const pages: number[][] = [];
  let path: string | undefined = start;
  while (path !== undefined) {
    const { status, text } = await get(path, { Accept: 'text/html' });
    expect([path, status]).toEqual([path, 200]);
    pages.push(releaseNumbersOn(text));
    const next = parsePage(text)
      .elements('link')
      .find(({ attributes }) => attributes.rel === 'next');
    path = next?.attributes.href?.slice(BASE.length);
  }
  return pages;
}

async function months({ get }: Publishing): Promise<string[]> {
  const page = parsePage((await get(HOME, { Accept: 'text/html' })).text);
  return page
    .elements('li')
    .flatMap(({ text }) => /^\p{L}+ [0-9]{4} \([0-9]+\)/u.exec(text.trim())?.[0] ?? []);
}

test('a month begins and ends by Helsinki time and lists no release of the months next to it', async () => {
  const publishing = await openPublishing();
  for (const publishAt of [
    '2025-09-30T23:59:59+03:00',
    '2025-10-01T00:00:00+03:00',
    // Daylight saving time ended in this month.
    '2025-10-31T23:59:59+02:00',
    '2025-11-01T00:00:00+02:00',
    '2025-11-30T23:59:59+02:00',
    '2025-12-01T00:00:00+02:00',
  ]) {
    await publishing.publish({ publishAt });
  }
  expect(await months(publishing)).toEqual([
    ...['joulukuu 2025 (1)', 'marraskuu 2025 (2)', 'lokakuu 2025 (2)', 'syyskuu 2025 (1)'],
  ]);
  for (const [month, numbers] of [
    ['2025-09', [1]],
    ['2025-10', [3, 2]],
    ['2025-11', [5, 4]],
    ['2025-12', [6]],
  ] as const) {
    expect([month, await pagesOf(publishing, `${HOME}/${month}`)]).toEqual([month, [numbers]]);
  }
  for (const emptyMonth of ['2025-08', '2026-01'])
    expect((await publishing.get(`${HOME}/${emptyMonth}`)).status).toBe(404);
});

test('releases of the same instant are in the order of their numbers, also across pages', async () => {
  const publishing = await openPublishing();
  await publishing.publishMany(30, { publishAt: '2026-02-10T09:00:00+02:00' });
  const [first = [], second = []] = await pagesOf(publishing, `${HOME}/types/release`);
  expect([first.length, second.length]).toEqual([20, 10]);
  expect([...first, ...second]).toEqual(Array.from({ length: 30 }, (_, n) => 30 - n));
  expect(await pagesOf(publishing, `${HOME}/2026-02`)).toEqual([first, second]);
});

test('a list that exactly fills one page has no second page', async () => {
  const publishing = await openPublishing();
  await publishing.publishMany(20);
  for (const list of ['/types/release', '/2026-03', '']) {
    expect([list, (await pagesOf(publishing, HOME + list)).length]).toEqual([list, 1]);
  }
  await publishing.publish();
  expect((await pagesOf(publishing, `${HOME}/types/release`)).map(({ length }) => length)).toEqual([20, 1]);
});

test('a correction does not move a release, and a withdrawal removes it from its month', async () => {
  const publishing = await openPublishing();
  const { publish, correct, withdraw } = publishing;
  await publish({ publishAt: '2026-01-10T09:00:00+02:00' });
  await publish({ publishAt: '2026-02-10T09:00:00+02:00' });
  await publish({ publishAt: '2026-02-11T09:00:00+02:00' });
  await correct(1);
  const list = `${HOME}/types/release`;
  expect(await pagesOf(publishing, list)).toEqual([[3, 2, 1]]);
  expect(await months(publishing)).toEqual(['helmikuu 2026 (2)', 'tammikuu 2026 (1)']);
  await withdraw(2);
  expect(await months(publishing)).toEqual(['helmikuu 2026 (1)', 'tammikuu 2026 (1)']);
  await withdraw(1);
  expect(await months(publishing)).toEqual(['helmikuu 2026 (1)']);
  expect(await pagesOf(publishing, list)).toEqual([[3]]);
  expect((await publishing.get(`${HOME}/2026-01`)).status).toBe(404);
  expect(await publishing.repairedRows()).toBe(0);
});

test('an edited keyword moves a release to the page of the new keyword', async () => {
  const publishing = await openPublishing();
  for (const _ of [1, 2]) await publishing.publish({}, { keywords: ['jää'] });
  await publishing.act(1, 'patch', { variants: { fi: { keywords: ['sula'] } } });
  expect(await pagesOf(publishing, `${HOME}/keywords/jää`)).toEqual([[2]]);
  expect(await pagesOf(publishing, `${HOME}/keywords/sula`)).toEqual([[1]]);
  expect(await months(publishing)).toEqual(['maaliskuu 2026 (2)']);
  expect(await publishing.repairedRows()).toBe(0);
});

test('imported old releases are on the pages of their months, whichever archive document has them', async () => {
  const publishing = await openPublishing();
  await publishing.publishMany(99);
  await publishing.publish({ publishAt: '2019-05-20T12:00:00+03:00' });
  expect(await months(publishing)).toEqual(['maaliskuu 2026 (99)', 'toukokuu 2019 (1)']);
  expect(await pagesOf(publishing, `${HOME}/2019-05`)).toEqual([[100]]);
  const march = await pagesOf(publishing, `${HOME}/2026-03`);
  expect(march.map((page) => page.length)).toEqual([20, 20, 20, 20, 19]);
  expect(march.flat()).toEqual(Array.from({ length: 99 }, (_, n) => 99 - n));
});
