import type { Language } from '../base/locale/language.ts';
import type { TouchedFeeds } from '../domain/announcement.ts';
import { type Cut, FORMATS, type Format } from '../domain/feed-name.ts';
import type { Channel } from '../jobs/queue.ts';
import { retryAfter } from '../outgoing/retry-after.ts';
import type { Stored } from '../storage/store.ts';
import { HUB_LIMITS } from './limits.ts';
import { topicUrl } from './topic.ts';
import type { TopicOwner } from './topic-owner.ts';

/** A topic, save for whose it is. */
export interface TopicOfOwner {
  readonly language: Language;
  readonly cut: Cut;
  readonly format: Format;
}

/** Every format of every cut in every language that was touched. */
export function topicsOf(touched: readonly TouchedFeeds[]): TopicOfOwner[] {
  return touched.flatMap(({ language, cuts }) =>
    cuts.flatMap((cut) => FORMATS.map((format) => ({ language, cut, format }))),
  );
}

/** Tells the external hub that a topic has news (`hub.mode=publish`, as the hubs in use take it). */
export function pinging(owner: TopicOwner): Channel {
  const hub = owner.externalHub;
  return {
    name: 'hub-ping',
    slots: owner.pace.requests,
    host: () => (hub === null ? null : new URL(hub).host),
    async perform({ content }) {
      const present = await owner.present();
      // The hub was changed for our own, or the language was given up.
      if (hub === null || !isTopic(content)) return { kind: 'done', as: 'dropped' };
      if (present === null) return { kind: 'retry', reason: 'internal' };
      if (!present.languages.includes(content.language)) return { kind: 'done', as: 'dropped' };
      const { language, cut, format } = content;
      const topic = topicUrl(owner.baseUrl, { feed: { language, newsroom: present.slug, cut }, format });
      const form = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic });
      const answer = await owner.outgoing.send({
        method: 'POST',
        url: hub,
        redirects: 0,
        maxBytes: 0,
        timeout: HUB_LIMITS.timeout,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new TextEncoder().encode(form.toString()),
      });
      if (answer.ok && answer.status >= 200 && answer.status <= 299) return { kind: 'done', as: 'delivered' };
      const asked = answer.ok ? retryAfter(answer.headers['retry-after'] ?? null, owner.now()) : null;
      const reason = answer.ok ? `http-${answer.status}` : answer.reason;
      return { kind: 'retry', retryAfter: asked, reason };
    },
  };
}

function isTopic(content: Stored): content is Stored & TopicOfOwner {
  return typeof content.language === 'string' && typeof content.cut === 'object';
}
