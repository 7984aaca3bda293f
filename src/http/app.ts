import { Hono } from 'hono';
import type { House } from '../newsroom/port.ts';
import { newsrooms } from './api/newsrooms.ts';
import { openapi } from './api/openapi.ts';
import { releases } from './api/releases.ts';
import { tokens } from './api/tokens.ts';
import { transfer } from './api/transfer.ts';
import { feeds } from './feeds.ts';
import { health } from './health.ts';
import { pages } from './pages.ts';
import { PRIVATE, problemResponse } from './problem.ts';

/** The application over `house`, the same on every platform. Where patterns overlap, the first to be named answers. */
export function createApp(house: House): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    // A path that is no UTF-8 names nothing; the router would take its percent signs for themselves.
    if (!isDecodable(new URL(c.req.url).pathname)) return problemResponse(c, { code: 'not-found' });
    await next();
    if (c.req.header('authorization') === undefined) return;
    // The edge's key has no `Authorization` in it: of an authorized answer, whatever it is, it keeps nothing.
    c.res.headers.set('Cache-Control', PRIVATE);
    c.res.headers.set('Cloudflare-CDN-Cache-Control', 'no-store');
  });
  health(app, house);
  openapi(app, house);
  newsrooms(app, house);
  tokens(app, house);
  transfer(app, house);
  releases(app, house);
  app.all('/api/*', (c) => problemResponse(c, { code: 'not-found' }));
  feeds(app, house);
  pages(app, house);
  app.notFound((c) => problemResponse(c, { code: 'not-found' }));
  app.onError((error, c) => {
    // For the operator; the client learns nothing of what broke.
    console.error(error);
    return problemResponse(c, { code: 'internal' });
  });
  return app;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
