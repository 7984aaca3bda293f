import type { FC } from 'hono/jsx';
import { raw } from 'hono/utils/html';
import type { Language } from '../../base/locale/language.ts';
import type { Format } from '../../domain/feed-name.ts';
import { FEED_FORMATS } from '../../feeds/formats/formats.ts';
import { iconUrl } from './icon.ts';
import { OpenGraph, type SharedArticle } from './open-graph.tsx';
import { styleUrl } from './style.ts';

/** One feed as a page points to it. */
export interface FeedLink {
  readonly format: Format;
  readonly language: Language;
  readonly url: string;
  /** What readers' programs offer to subscribe to. */
  readonly title: string;
}

/** What a page says of itself before its content. Addresses are absolute, text is plain. */
export interface PageHead {
  readonly title: string;
  /** One or two sentences; null when there is nothing to say. */
  readonly description: string | null;
  /** Null for a page that is nobody's address: an error. */
  readonly canonical: string | null;
  /** This page in each language, itself among them; `x-default` is the address that negotiates. */
  readonly alternates: readonly { readonly hreflang: Language | 'x-default'; readonly url: string }[];
  /** The page's own language first. */
  readonly feeds: readonly FeedLink[];
  readonly robots: 'noindex' | null;
  /** The newest page of a list, and the one after this. */
  readonly first?: string | null;
  readonly next?: string | null;
  /** Of a release, for where links to it are shared. */
  readonly article?: SharedArticle | undefined;
  /** JSON-LD. */
  readonly structured?: object | undefined;
}

interface HeadProps {
  readonly head: PageHead;
  readonly baseUrl: string;
  readonly language: Language;
}

export const Head: FC<HeadProps> = ({ head, baseUrl, language }) => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>{head.title}</title>
    {head.description !== null && <meta name="description" content={head.description} />}
    {head.robots !== null && <meta name="robots" content={head.robots} />}
    <meta name="color-scheme" content="light dark" />
    <link rel="stylesheet" href={styleUrl(baseUrl)} />
    <link rel="icon" href={iconUrl(baseUrl)} />
    {head.canonical !== null && <link rel="canonical" href={head.canonical} />}
    {head.alternates.map(({ hreflang, url }) => (
      <link rel="alternate" hreflang={hreflang} href={url} />
    ))}
    {head.feeds.map(({ format, language, url, title }) => (
      <link rel="alternate" type={mediaType(format)} hreflang={language} href={url} title={title} />
    ))}
    {head.first != null && <link rel="first" href={head.first} />}
    {head.next != null && <link rel="next" href={head.next} />}
    <OpenGraph head={head} language={language} />
    {head.structured !== undefined && (
      // Data, not a script: no Content-Security-Policy holds it back, and no browser runs it.
      <script type="application/ld+json">{raw(jsonInMarkup(head.structured))}</script>
    )}
  </head>
);

/** Without the charset, which belongs to the answer. */
export function mediaType(format: Format): string {
  return FEED_FORMATS[format].mediaType.replace(/;.*/, '');
}

/** JSON that ends no element and opens no comment; U+2028 and U+2029 end a line where it is read as a script. */
function jsonInMarkup(value: object): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
