export interface PackageHome {
  readonly name: string;
  readonly matches: RegExp;
  /** Files or folders below `src`. */
  readonly places: readonly string[];
  /** Only one file imports its values, so that the package can be replaced there. */
  readonly isSingle?: true;
}

/** Packages that may be imported only in the named places. */
export const PACKAGE_HOMES: readonly PackageHome[] = [
  { name: 'luxon', matches: /^luxon(\/|$)/, places: ['base/time'], isSingle: true },
  { name: 'i18next', matches: /^i18next(\/|$)/, places: ['base/locale'], isSingle: true },
  { name: 'unstorage', matches: /^unstorage(\/|$)/, places: ['storage'], isSingle: true },
  { name: 'feed', matches: /^feed(\/|$)/, places: ['feeds/formats'], isSingle: true },
  { name: 'fast-xml-parser', matches: /^fast-xml-parser(\/|$)/, places: ['imports'], isSingle: true },
  {
    name: 'htmlparser2',
    matches: /^htmlparser2(\/|$)/,
    places: [
      'imports/html.ts',
      'subscribers/mail/body-text.ts',
      'subscribers/mail/body-html.ts',
      'validation/bounded-tokenizer.ts',
      'pages/parts/prose.ts',
    ],
  },
  { name: 'sanitize-html', matches: /^sanitize-html(\/|$)/, places: ['validation/sanitize.ts'] },
  {
    name: 'valibot',
    matches: /^(@valibot\/|valibot(\/|$))/,
    places: [
      ...['validation', 'imports', 'media', 'subscribers', 'pages', 'backup'],
      ...['newsroom/token-request.ts', 'http/api/openapi-document.ts'],
    ],
  },
  {
    name: 'lru-cache',
    matches: /^lru-cache(\/|$)/,
    places: ['documents', 'feeds', 'http/response-cache.ts', 'platform'],
  },
  { name: 'entities', matches: /^entities(\/|$)/, places: ['imports'] },
  { name: 'esbuild', matches: /^esbuild(\/|$)/, places: ['platform/node'] },
  { name: 'nodemailer', matches: /^nodemailer(\/|$)/, places: ['platform/node/mailer.ts'] },
  { name: 'ipaddr.js', matches: /^ipaddr\.js(\/|$)/, places: ['outgoing/address.ts', 'http/client.ts'] },
  { name: 'hono', matches: /^(@hono\/|hono(\/|-|$))/, places: ['http', 'pages', 'platform'] },
  { name: 'cloudflare:', matches: /^cloudflare:/, places: ['platform/cloudflare'] },
];
