import { describe, expect, it } from 'vitest';
import type { Format } from '../../src/domain/feed-name.ts';
import { chooseFormat } from '../../src/negotiation/format.ts';

describe('the format for an Accept field', () => {
  it.each<[string | null, Format]>([
    [null, 'rss'],
    ['', 'rss'],
    // Registered media types in any letter case.
    ['application/rss+xml', 'rss'],
    ['application/atom+xml', 'atom'],
    ['Application/Feed+JSON', 'json'],
    ['application/atom+xml;type=feed', 'atom'],
    ['application/feed+json; charset="utf-8"', 'json'],
    // Aliases.
    ['application/json', 'json'],
    ['application/xml', 'rss'],
    ['text/xml', 'rss'],
    ['text/html, application/json;q=0.2', 'json'],
    ['application/xml;q=0.2, text/xml;q=0.8, application/atom+xml;q=0.5', 'rss'],
    // Weights.
    ['application/rss+xml;q=0.5, application/atom+xml', 'atom'],
    ['application/rss+xml;q=0.5, application/atom+xml;q=0.6, application/json;q=0.7', 'json'],
    // A tie is decided in the order rss, atom, json; feedparser sends this field.
    ['application/atom+xml,application/rdf+xml,application/rss+xml', 'rss'],
    ['application/feed+json, application/atom+xml', 'atom'],
    ['application/json, application/xml', 'rss'],
    ['*/*', 'rss'],
    ['application/*', 'rss'],
    // The weight of the registered type overrides the weight of an alias.
    ['application/feed+json;q=0.1, application/json, application/atom+xml;q=0.5', 'atom'],
    ['application/feed+json, application/json;q=0.1, application/atom+xml;q=0.5', 'json'],
    ['application/rss+xml;q=0, application/xml, application/json;q=0.1', 'json'],
    // A specific range overrides a general one.
    ['*/*;q=0.9, application/rss+xml;q=0.1', 'atom'],
    ['*/*, application/*;q=0', 'rss'],
    ['application/*;q=0.9, application/json', 'json'],
    ['application/rss+xml;q=0, */*', 'atom'],
    ['application/rss+xml;q=0, application/atom+xml;q=0, */*;q=0.1', 'json'],
    ['application/xml;q=0, */*;q=0.5', 'atom'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'rss'],
    ['text/html, image/gif, *; q=.2, application/json; q=.3', 'json'],
    // Nothing acceptable.
    ['text/html', 'rss'],
    ['image/*', 'rss'],
    ['application/rss+xml;q=0', 'rss'],
    ['*/*;q=0', 'rss'],
    // Quoted commas and semicolons are part of a parameter.
    ['text/plain;x="a, application/json;q=1", application/atom+xml;q=0.5', 'atom'],
    ['text/plain;x="a\\", application/json", application/atom+xml;q=0.5', 'atom'],
    // Malformed.
    ['application/json;q=x, application/atom+xml;q=0.1', 'atom'],
    ['application', 'rss'],
    [',,;;"', 'rss'],
  ])('%j is %s', (accept, expected) => {
    expect(chooseFormat(accept)).toBe(expected);
  });
});
