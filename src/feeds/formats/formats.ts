import type { Format } from '../../domain/feed-name.ts';
import type { FeedFormat } from '../feed.ts';
import { atom } from './atom.ts';
import { jsonFeed } from './json-feed.ts';
import { rss } from './rss.ts';

export const FEED_FORMATS: { readonly [F in Format]: FeedFormat<F> } = { rss, atom, json: jsonFeed };
