import type { Language } from '../base/locale/language.ts';
import type { TouchedFeeds } from '../domain/announcement.ts';
import { type Cut, FORMATS, type Format } from '../domain/feed-name.ts';
import type { Channel } from '../jobs/queue.ts';
import { isAccepted, retryOf } from '../jobs/retry-of-answer.ts';
import type { Stored } from '../storage/store.ts';
import { HUB_LIMITS } from './limits.ts';
import { topicUrl } from './topic.ts';
import type { TopicOwner } from './topic-owner.ts';

/** A topic without its newsroom. */
export interface OwnerTopic {
  readonly language: Language;
  readonly cut: Cut;
  readonly format: Format;
}

export function topicsOf(touched: readonly TouchedFeeds[]): OwnerTopic[] {
  return touched.flatMap(({ language, cuts }) =>
    cuts.flatMap((cut) => FORMATS.map((format) => ({ language, cut, format }))),
  );
}

/** Notifies the external hub with `hub.mode=publish`, which WebSub does not define but public hubs expect. */
export function pingChannel(owner: TopicOwner): Channel {
  const hub = owner.externalHub;
  return {
    name: 'hub-ping',
    limits: owner.concurrency.requests,
    receivingHost: () => (hub === null ? null : new URL(hub).host),
    async perform({ content }) {
      const scope = await owner.topicScope();
      // The operator removed the external hub after the job was enqueued.
      if (hub === null || !isOwnerTopic(content)) return { kind: 'done', as: 'dropped' };
      if (scope === null) return { kind: 'retry', reason: 'internal' };
      if (!scope.languages.includes(content.language)) return { kind: 'done', as: 'dropped' };
      const { language, cut, format } = content;
      const topic = topicUrl(owner.baseUrl, { feed: { language, newsroom: scope.slug, cut }, format });
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
      return isAccepted(answer) ? { kind: 'done', as: 'delivered' } : retryOf(answer, owner.now());
    },
  };
}

function isOwnerTopic(content: Stored): content is Stored & OwnerTopic {
  return typeof content.language === 'string' && typeof content.cut === 'object';
}
