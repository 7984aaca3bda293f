import { type Bounds, DEFAULT_BOUNDS } from '../../src/platform/environment.ts';
import { HUB_BOUNDS, type HubBounds } from '../../src/websub/limits.ts';
import { type Answer, BASE, openHarness, RELEASES } from '../http/harness.ts';
import { openReceiver } from './receiver.ts';

/** A service with a newsroom and a subscriber's server. The limits of the hub are the defaults unless they are given. */
export async function openHub(hub: Partial<HubBounds> = {}) {
  const bounds: Bounds = { ...DEFAULT_BOUNDS, hub: { ...HUB_BOUNDS, ...hub } };
  const receiver = await openReceiver();
  const harness = openHarness({ bounds });
  const token = await harness.createNewsroom();

  async function send(method: string, path: string, json: object): Promise<Answer> {
    const answer = await harness.call(method, path, { token, json, headers: { 'If-Match': '*' } });
    await harness.service.waitUntilIdle();
    return answer;
  }

  return {
    ...harness,
    receiver,
    token,
    send,
    async subscribe(path: string, topic = 'fi/satamakaupunki/feed.rss'): Promise<Response> {
      const form = { 'hub.mode': 'subscribe', 'hub.topic': `${BASE}/${topic}` };
      const body = new URLSearchParams({
        ...form,
        'hub.callback': receiver.url(path),
        'hub.secret': 'avain',
      });
      const answer = await harness.app.request('/hub', { method: 'POST', body });
      await harness.service.waitUntilIdle();
      return answer;
    },
    publish: (title: string, body = '<p>Teksti.</p>') =>
      send('POST', RELEASES, { state: 'published', variants: { fi: { title, body } } }),
    async moveTo(instant: number): Promise<void> {
      await harness.moveTo(instant);
      await harness.service.waitUntilIdle();
    },
    /** The text of the deliveries to a callback. */
    textsAt: (path: string) => receiver.at(path).map(({ body }) => body.toString()),
    async close(): Promise<void> {
      await harness.service.close();
      await receiver.close();
    },
  };
}

export type Hub = Awaited<ReturnType<typeof openHub>>;
