import { LANGUAGES } from '../../base/locale/language.ts';
import { MEDIA_VISIBILITIES } from '../../domain/media-file.ts';
import { RELEASE_STATES, RELEASE_TYPES } from '../../domain/release.ts';
import { SCOPES } from '../../domain/scope.ts';

/** JSON Schema, draft 2020-12, as OpenAPI 3.1 takes it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

const text = { type: 'string' };
const integer = { type: 'integer' };
const count = { type: 'integer', minimum: 0 };
const address = { type: 'string', format: 'uri' };
const time = { type: 'string', format: 'date-time' };
const language = { type: 'string', enum: LANGUAGES };
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const the = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** Every member is required unless it is named in `optional`. Clients ignore members that are added later. */
function object(
  description: string,
  properties: { readonly [name: string]: JsonSchema },
  ...optional: string[]
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', description, ...(required.length > 0 && { required }), properties };
}

const perLanguage = (description: string, schema: JsonSchema): JsonSchema =>
  object(description, Object.fromEntries(LANGUAGES.map((name) => [name, schema])), ...LANGUAGES);

const withdrawal = object('When and why it was withdrawn.', { at: time, reason: the('Localized') });
const deliveryCount = object('Deliveries of one kind, summed over publication, corrections and withdrawal.', {
  began: orNull(time),
  ended: orNull(time),
  total: count,
  delivered: count,
  failed: count,
  pending: count,
});
const importNotice = { index: count, source: orNull(text) };

const token = {
  id: text,
  label: orNull(text),
  scope: { type: 'string', enum: SCOPES },
  createdAt: time,
  lastUsedAt: orNull(time),
};

/** What the calls answer, by the name that `calls.ts` uses. */
export const ANSWER_SCHEMAS: { readonly [name: string]: JsonSchema } = {
  Localized: perLanguage('A text by language. Languages without the text are left out.', text),
  Contact: object(
    'Whom the press may ask.',
    { name: text, title: the('Localized'), email: text, phone: text },
    ...['title', 'email', 'phone'],
  ),
  Link: object('A link to further reading.', { url: address, title: the('Localized') }, 'title'),
  MediaReference: object(
    'A file that a release refers to.',
    {
      url: address,
      type: text,
      bytes: count,
      alt: the('Localized'),
      caption: the('Localized'),
      credit: text,
    },
    ...['type', 'bytes', 'alt', 'caption', 'credit'],
  ),
  Variant: object(
    'A release in one language. For the public, a withdrawn one has `withdrawn` only.',
    {
      title: text,
      lead: text,
      body: text,
      keywords: list(text),
      slug: text,
      id: text,
      url: address,
      publishedAt: time,
      updatedAt: time,
      withdrawn: withdrawal,
    },
    ...['title', 'lead', 'body', 'keywords', 'slug', 'id', 'url', 'publishedAt', 'updatedAt', 'withdrawn'],
  ),
  Release: object(
    'A release with its variants.',
    {
      id: integer,
      number: integer,
      revision: integer,
      state: { type: 'string', enum: RELEASE_STATES },
      type: { type: 'string', enum: RELEASE_TYPES },
      publishAt: orNull(time),
      sourceLanguage: language,
      variants: perLanguage('The variants, by language.', the('Variant')),
      contacts: list(the('Contact')),
      media: list(the('MediaReference')),
      links: list(the('Link')),
      corrections: list(
        object('A correction that readers were told of.', { at: time, note: the('Localized') }),
      ),
      withdrawn: withdrawal,
      source: object(
        'Where an imported release came from.',
        { id: text, url: address, type: text },
        ...['url', 'type'],
      ),
    },
    ...['corrections', 'withdrawn', 'source'],
  ),
  ReleaseList: object('A page of releases.', { releases: list(the('Release')), next: orNull(text) }),
  RevisionList: object('Every revision of a release.', { revisions: list(the('Release')) }),
  Newsroom: object("A newsroom's profile.", {
    number: integer,
    slug: text,
    name: the('Localized'),
    description: the('Localized'),
    languages: list(language),
    defaultLanguage: language,
    website: orNull(address),
    contacts: list(the('Contact')),
    socialLinks: list(the('Link')),
    url: address,
    createdAt: time,
  }),
  NewsroomCreated: object('The newsroom and its first token, which is shown this once.', {
    newsroom: the('Newsroom'),
    token: text,
  }),
  Token: object('A token without its plain text.', token),
  TokenCreated: object('A new token, whose plain text is shown this once.', { token: text, ...token }),
  TokenList: object('The tokens of a newsroom.', { tokens: list(the('Token')) }),
  Preview: object('A link that shows the release to whoever holds it.', {
    url: address,
    urls: perLanguage('The address in each language of the release.', address),
    expiresAt: time,
  }),
  Deliveries: object('What left of a release, and when.', {
    readableAt: perLanguage('When each language was first in the feeds.', time),
    push: deliveryCount,
    mail: deliveryCount,
  }),
  DeadLetter: object('A delivery that was given up.', {
    id: text,
    channel: text,
    release: orNull(integer),
    releases: list(integer),
    receiver: orNull(text),
    reason: text,
    firstAt: time,
    lastAt: time,
    attempts: count,
  }),
  DeadLetterList: object('A page of dead letters, newest first.', {
    deadLetters: list(the('DeadLetter')),
    next: orNull(text),
  }),
  Accepted: object('The request was accepted. What follows is not told here.', {}),
  Media: object('A file of the library.', {
    id: text,
    kind: text,
    type: text,
    bytes: count,
    width: orNull(count),
    height: orNull(count),
    fileName: text,
    alt: the('Localized'),
    caption: the('Localized'),
    credit: orNull(text),
    licence: orNull(text),
    revision: integer,
    createdAt: time,
    visibility: { enum: [...MEDIA_VISIBILITIES, null] },
    url: address,
  }),
  MediaList: object('A page of files, newest first.', { media: list(the('Media')), next: orNull(text) }),
  ImportReport: object('What became of every item of the document.', {
    read: count,
    created: count,
    joined: count,
    updated: count,
    unchanged: count,
    refused: list(object('An item that was refused.', { ...importNotice, code: text, reason: text })),
    kept: list(
      object('An item that was withdrawn or edited here, so that it was not taken.', {
        ...importNotice,
        release: integer,
        code: text,
        reason: text,
      }),
    ),
    uncertain: list(
      object('An item that may be the same as another release.', {
        ...importNotice,
        release: integer,
        of: orNull(integer),
      }),
    ),
    notes: list(
      object('What an editor should know of an item.', { ...importNotice, code: text, reason: text }),
    ),
  }),
  Source: object('A feed of another service that the newsroom follows.', {
    id: text,
    url: address,
    interval: integer,
    language: orNull(language),
    timezone: orNull(text),
    state: { type: 'string', enum: ['active', 'failing', 'gone'] },
    createdAt: time,
    lastFetchedAt: orNull(time),
    lastSuccessAt: orNull(time),
    nextFetchAt: orNull(time),
    failures: count,
    lastError: orNull(
      object('Why the last fetch failed.', { at: time, code: text, status: orNull(integer), detail: text }),
    ),
    lastReport: orNull(the('ImportReport')),
  }),
  SourceList: object('The sources that are followed.', { sources: list(the('Source')) }),
  Restored: object('The newsroom as restored, with counts.', {
    newsroom: the('Newsroom'),
    signedBy: { enum: ['this-installation', 'trusted-installation', null] },
    releases: count,
    media: count,
    subscribers: count,
    subscribersLeftOut: count,
    foreignEntries: count,
  }),
  Rebuilt: object('How many rows there should be, and how many were wrong.', {
    rows: count,
    repaired: count,
  }),
  Problem: object(
    'Why a request failed (RFC 9457).',
    {
      type: text,
      title: text,
      status: integer,
      detail: text,
      errors: list(
        object(
          'What is wrong with one field.',
          { pointer: text, detail: text, choices: list(text) },
          'choices',
        ),
      ),
    },
    'errors',
  ),
};
