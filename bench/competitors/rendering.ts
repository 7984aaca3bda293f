import { serve } from '@hono/node-server';
import { Feed } from 'feed';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { releaseOf } from '../sample.ts';

/** A simple Hono handler that composes the feed on each request. */
const releases = Array.from({ length: 50 }, (_, n) => releaseOf(n + 1, 3000));
const app = new Hono();
app.use(compress());
app.get('*', (c) => {
  const feed = new Feed({ title: 'Uutishuone', id: 'a', link: 'https://a.example', copyright: '' });
  for (const [n, { publishAt, variants }] of releases.entries()) {
    const { title, lead, body } = variants.fi;
    const link = `https://a.example/${n}`;
    feed.addItem({ title, id: link, link, description: lead, content: body, date: new Date(publishAt) });
  }
  return c.body(feed.rss2(), 200, { 'Content-Type': 'application/rss+xml; charset=utf-8' });
});
serve({ fetch: app.fetch, port: Number(process.argv[2]), hostname: '127.0.0.1' });
