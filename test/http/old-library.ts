import { png } from '../media/samples.ts';
import { at, NEWSROOM, openHarness } from './harness.ts';

/** A newsroom restored from an export of before files had a visibility. */
export async function openOldLibrary(prepare?: (url: string, make: PrepareCall) => Promise<void>) {
  const source = openHarness();
  const sourceToken = await source.createNewsroom();
  const sent = await source.app.request(`${NEWSROOM}/media?name=silta.png`, {
    method: 'PUT',
    body: png(8, 6),
    headers: { Authorization: `Bearer ${sourceToken}` },
  });
  const media: unknown = await sent.json();
  const [id, url] = [String(at(media, 'id')), String(at(media, 'url'))];
  await prepare?.(url, (method, path, json) =>
    source.call(method, `${NEWSROOM}${path}`, { token: sourceToken, json, headers: { 'If-Match': '*' } }),
  );
  const { text } = await source.call('GET', `${NEWSROOM}/export`, { token: sourceToken });
  const old = text.replace(/,"visibility":"(?:private|public)"/g, '');
  if (old === text) throw new Error('the export has no visibility');
  const harness = openHarness();
  const token = await harness.createNewsroom();
  const restored = await harness.call('POST', `${NEWSROOM}/restore`, {
    token,
    json: old,
    headers: { 'Content-Type': 'application/x-ndjson' },
  });
  if (restored.status !== 200) throw new Error(`the restore was answered ${restored.status}`);
  return { ...harness, token, id, url };
}

type PrepareCall = (method: string, path: string, json: object) => Promise<unknown>;
