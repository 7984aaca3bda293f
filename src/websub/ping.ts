import type { Cut } from '../domain/urls.ts';
import { HUB_LIMITS } from './limits.ts';
import { topicUrl } from './topic.ts';
import type { Language } from '../base/locale/language.ts';
import { retryAfter } from '../outgoing/retry-after.ts';
import type { Stored } from '../storage/store.ts';
import { FORMATS, type Format } from '../feeds/feed.ts';
import type { Touched } from '../domain/announcement.ts';
import type { Channel } from '../jobs/queue.ts';
import type { HubDesk } from './topic-owner.ts';

/** A topic, save for whose it is. */
export interface TopicOfOwner {
  readonly language: Language;
  readonly cut: Cut;
  readonly format: Format;
}

/** Every format of every cut in every language that was touched. */
export function topicsOf(touched: readonly Touched[]): TopicOfOwner[] {
  return touched.flatMap(({ language, cuts }) =>
    cuts.flatMap((cut) => FORMATS.map((format) => ({ language, cut, format }))),
  );
}

/** Tells the external hub that a topic has news (`hub.mode=publish`, as the hubs in use take it). */
export function pinging(desk: HubDesk): Channel {
  const hub = desk.externalHub;
  return {
    name: 'hub-ping',
    slots: desk.pace.requests,
    host: () => (hub === null ? null : new URL(hub).host),
    async perform({ content }) {
      const present = await desk.present();
      // The hub was changed for our own, or the language was given up.
      if (hub === null || !isTopic(content)) return { kind: 'done', as: 'dropped' };
      if (present === null) return { kind: 'retry', reason: 'internal' };
      if (!present.languages.includes(content.language)) return { kind: 'done', as: 'dropped' };
      const { language, cut, format } = content;
      const topic = topicUrl(desk.baseUrl, { feed: { language, newsroom: present.slug, cut }, format });
      const form = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic });
      const answer = await desk.outgoing.send({
        ...{ method: 'POST', url: hub, redirects: 0, maxBytes: 0, timeout: HUB_LIMITS.timeout },
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new TextEncoder().encode(form.toString()),
      });
      if (answer.ok && answer.status >= 200 && answer.status <= 299) return { kind: 'done', as: 'delivered' };
      const asked = answer.ok ? retryAfter(answer.headers['retry-after'] ?? null, desk.now()) : null;
      const reason = answer.ok ? `http-${answer.status}` : answer.reason;
      return { kind: 'retry', retryAfter: asked, reason };
    },
  };
}

function isTopic(content: Stored): content is Stored & TopicOfOwner {
  return typeof content.language === 'string' && typeof content.cut === 'object';
}
