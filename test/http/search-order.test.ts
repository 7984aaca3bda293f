import { expect, test } from 'vitest';
import { at, NOON, openHarness, RELEASES } from './harness.ts';

/** The word is in the title of the older release and in the body of the newer one. */
async function openTwo() {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  const publish = (variant: object) =>
    harness.call('POST', RELEASES, { token, json: { state: 'published', variants: { fi: variant } } });
  await publish({ title: 'Jäänmurtaja lähti', body: '<p>Satamasta.</p>' });
  await harness.moveTo(NOON + 60_000);
  await publish({ title: 'Talvi tuli', body: '<p>Sen kertoi jäänmurtaja.</p>' });
  return harness;
}

const titles = (list: unknown) => [0, 1].map((place) => at(list, place, 'title'));

test('a search feed has the newest release first, wherever the word occurs', async () => {
  const { get } = await openTwo();
  const { json } = await get('/fi/satamakaupunki/search/feed.json?q=jäänmurtaja');
  expect(titles(json.items)).toEqual(['Talvi tuli', 'Jäänmurtaja lähti']);
});

test('a search page can sort by relevance', async () => {
  const { get } = await openTwo();
  const orderOf = async (query: string) => {
    const { text } = await get(`/fi/satamakaupunki/search?q=jäänmurtaja${query}`, { Accept: 'text/html' });
    return text.indexOf('Talvi tuli') < text.indexOf('Jäänmurtaja lähti') ? 'newest' : 'best';
  };
  expect([await orderOf(''), await orderOf('&sort=best'), await orderOf('&sort=oldest')]).toEqual([
    ...['newest', 'best', 'newest'],
  ]);
});

test('a search in a language that the newsroom does not use is not found', async () => {
  const { get } = await openTwo();
  expect((await get('/en/satamakaupunki/search/feed.json?q=talvi')).status).toBe(404);
  expect((await get('/en/satamakaupunki/search?q=talvi')).status).toBe(404);
});
