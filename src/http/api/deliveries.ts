import type { Context, Hono } from 'hono';
import { LANGUAGES } from '../../base/locale/language.ts';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { Instant } from '../../base/time/instant.ts';
import { type DeliveryCount, pendingOf } from '../../jobs/delivery-counts.ts';
import type { DeadLetterSummary } from '../../jobs/delivery-port.ts';
import { problemResponse } from '../problem.ts';
import { addResource, pathNumber, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, jsonResponse } from './answer.ts';
import { type NewsroomCall, newsroomHandler } from './at-newsroom.ts';

const NEWSROOM = `${API}/newsrooms/:newsroom`;
const PAGE_LENGTH = 100;

/** Deliveries of a release, and dead letters. */
export function addDeliveryRoutes(app: Hono, service: Service): void {
  addResource(app, `${NEWSROOM}/releases/:number/deliveries`, {
    GET: newsroomHandler(service, 'newsroom', readDeliveries),
  });
  addResource(app, `${NEWSROOM}/dead-letters`, {
    GET: newsroomHandler(service, 'newsroom', async (c, { port }) => {
      const page = await port.deliveries.deadLetters(c.req.query('cursor') ?? null, PAGE_LENGTH);
      if (!page.ok) return problemResponse(c, page.problem);
      const { letters, next } = page.value;
      return jsonResponse(c, { deadLetters: letters.map(representLetter), next });
    }),
  });
  addResource(app, `${NEWSROOM}/dead-letters/:id/requeue`, {
    POST: newsroomHandler(service, 'newsroom', async (c, { port }) => {
      const requeued = await port.deliveries.requeue(pathPart(c, 'id'));
      return requeued.ok ? jsonResponse(c, {}, { status: 202 }) : problemResponse(c, requeued.problem);
    }),
  });
}

async function readDeliveries(c: Context, { port }: NewsroomCall): Promise<Response> {
  const number = pathNumber(c, 'number');
  const deliveries = number === null ? null : await port.deliveries.get(number);
  if (deliveries === null) return problemResponse(c, { code: 'not-found' });
  const readableAt = Object.fromEntries(
    LANGUAGES.flatMap((language) => {
      const at = deliveries.readableAt[language];
      return at === undefined ? [] : [[language, toRfc3339(at)]];
    }),
  );
  return jsonResponse(c, {
    readableAt,
    push: representCount(deliveries.push),
    mail: representCount(deliveries.mail),
  });
}

/** `ended` is null while a delivery is pending or before the first one begins. */
function representCount(countDelivery: DeliveryCount): object {
  const { count, isOver } = pendingOf(countDelivery);
  const { began, ended, total, delivered, failed } = countDelivery;
  return {
    began: rfc3339OrNull(began),
    ended: isOver ? rfc3339OrNull(ended) : null,
    total,
    delivered,
    failed,
    pending: count,
  };
}

function representLetter({ releases, firstAt, lastAt, ...letter }: DeadLetterSummary): object {
  return {
    ...letter,
    release: releases.at(-1) ?? null,
    releases,
    firstAt: toRfc3339(firstAt),
    lastAt: toRfc3339(lastAt),
  };
}

function rfc3339OrNull(at: Instant | null): string | null {
  return at === null ? null : toRfc3339(at);
}
