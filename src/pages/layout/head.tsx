import type { FC } from 'hono/jsx';
import { raw } from 'hono/utils/html';
import type { Language } from '../../base/locale/language.ts';
import { feedMediaType } from '../parts/feed-links.tsx';
import { iconUrl } from './icon.ts';
import { OpenGraph } from './open-graph.tsx';
import type { PageHead } from './page-head.ts';
import { styleUrl } from './style.ts';

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
      <link rel="alternate" type={feedMediaType(format)} hreflang={language} href={url} title={title} />
    ))}
    {head.first != null && <link rel="first" href={head.first} />}
    {head.next != null && <link rel="next" href={head.next} />}
    <OpenGraph head={head} language={language} />
    {head.structuredData !== undefined && (
      // A script of this type is data: the Content-Security-Policy does not concern it, and no browser runs it.
      <script type="application/ld+json">{raw(jsonInMarkup(head.structuredData))}</script>
    )}
  </head>
);

/** JSON in which `<`, `>`, `&` and the line ends U+2028 and U+2029 are escaped, so that it cannot end the element. */
function jsonInMarkup(value: object): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
