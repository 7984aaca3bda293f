import type { Context, Hono } from 'hono';
import { LANGUAGES } from '../../base/locale/language.ts';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { Instant } from '../../base/time/instant.ts';
import { type DeliveryCount, pendingOf } from '../../jobs/delivery-counts.ts';
import type { UndeliveredLetter } from '../../jobs/delivery-port.ts';
import { problemResponse } from '../problem.ts';
import { numberPart, part, resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, answer } from './answer.ts';
import { atNewsroom, type Call } from './at-newsroom.ts';

const NEWSROOM = `${API}/newsrooms/:newsroom`;
/** Letters of one page. */
const PAGE = 100;

/** What left the newsroom, and what could not: for the newsroom itself. */
export function deliveries(app: Hono, service: Service): void {
  resource(app, `${NEWSROOM}/releases/:number/deliveries`, {
    GET: atNewsroom(service, 'newsroom', read),
  });
  resource(app, `${NEWSROOM}/dead-letters`, {
    GET: atNewsroom(service, 'newsroom', async (c, { port }) => {
      const page = await port.deliveries.deadLetters(c.req.query('cursor') ?? null, PAGE);
      if (!page.ok) return problemResponse(c, page.problem);
      const { letters, next } = page.value;
      return answer(c, { deadLetters: letters.map(representLetter), next });
    }),
  });
  resource(app, `${NEWSROOM}/dead-letters/:id/requeue`, {
    POST: atNewsroom(service, 'newsroom', async (c, { port }) => {
      const requeued = await port.deliveries.requeue(part(c, 'id'));
      return requeued.ok ? answer(c, {}, { status: 202 }) : problemResponse(c, requeued.problem);
    }),
  });
}

async function read(c: Context, { port }: Call): Promise<Response> {
  const number = numberPart(c, 'number');
  const found = number === null ? null : await port.deliveries.get(number);
  if (found === null) return problemResponse(c, { code: 'not-found' });
  const readableAt = Object.fromEntries(
    LANGUAGES.flatMap((language) => {
      const at = found.readableAt[language];
      return at === undefined ? [] : [[language, toRfc3339(at)]];
    }),
  );
  return answer(c, { readableAt, push: representCount(found.push), mail: representCount(found.mail) });
}

/** `ended` is when the last delivery ended, null while one is under way or nothing has begun. */
function representCount(countDelivery: DeliveryCount): object {
  const { count, isOver } = pendingOf(countDelivery);
  const { began, ended, total, delivered, failed } = countDelivery;
  return {
    began: time(began),
    ended: isOver ? time(ended) : null,
    total,
    delivered,
    failed,
    pending: count,
  };
}

function representLetter({ releases, firstAt, lastAt, ...letter }: UndeliveredLetter): object {
  return {
    ...letter,
    release: releases.at(-1) ?? null,
    releases,
    firstAt: toRfc3339(firstAt),
    lastAt: toRfc3339(lastAt),
  };
}

function time(at: Instant | null): string | null {
  return at === null ? null : toRfc3339(at);
}
