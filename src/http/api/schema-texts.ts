import { isObject } from '../../base/json.ts';
import type { JsonSchema } from './answer-schemas.ts';

/** Descriptions of members, by `schema or member above.name`, else by the name alone. */
const TEXTS: { readonly [name: string]: string } = {
  fi: 'In Finnish.',
  sv: 'In Swedish.',
  en: 'In English.',
  id: 'Identifier, which never changes.',
  'source.id': 'The identifier that the item has in its source.',
  number: 'Number in the newsroom; of a newsroom, in the installation.',
  revision: 'Grows by one with every change; quoted, it is the ETag that `If-Match` names.',
  state: 'State of the release.',
  'Source.state': '`gone`: the source answered 410 and is not fetched again.',
  type: 'Kind of release.',
  'media.type': 'Media type of the file.',
  'MediaReference.type': 'Media type of the file.',
  'Media.type': 'Media type that the bytes have.',
  'source.type': 'Kind of the item in its source.',
  'Problem.type': 'Stable name of the problem: `urn:kaiku:problem:` and a code.',
  publishAt: 'RFC 3339, or a wall time in Helsinki; when it is or was published.',
  sourceLanguage: 'The language that the release was written in.',
  variants: 'The release in each of its languages.',
  contacts: 'Whom the press may ask.',
  media: 'Files.',
  'Restored.media': 'How many files were restored.',
  links: 'Further reading.',
  corrections: 'Corrections that readers were told of, oldest first.',
  withdrawn: 'When and why it was withdrawn.',
  source: 'Where it came from. In a report: the identifier of the item in its document; null when unknown.',
  title: 'One line of plain text.',
  'contacts.title': 'What the person is.',
  'Contact.title': 'What the person is.',
  'Problem.title': 'What kind of problem it is, in the language of the request.',
  lead: 'Plain text.',
  body: 'HTML, sanitized.',
  keywords: 'Keywords, in plain text.',
  'SubscribeBody.keywords': 'Only releases with one of these; empty for all.',
  slug: 'The readable end of the address: a-z, 0-9 and hyphens.',
  url: 'Absolute address.',
  urls: 'Addresses by language.',
  publishedAt: 'When it was first published; left out before.',
  updatedAt: 'When it was published or last corrected; left out before.',
  name: 'Name.',
  email: 'E-mail address.',
  phone: 'Telephone number, as people write it.',
  bytes: 'Length in bytes.',
  alt: 'What the picture shows, for those who do not see it.',
  caption: 'Caption.',
  credit: 'Whom to credit.',
  licence: 'On what terms the file may be used.',
  at: 'When it happened.',
  reason: 'Why, for people to read.',
  note: 'What was corrected, for readers.',
  releases: 'Releases, newest first.',
  'Restored.releases': 'How many releases were restored.',
  'DeadLetter.releases': 'Numbers of the releases that it was about.',
  next: 'The `cursor` of the next page; null at the end.',
  revisions: 'Oldest first.',
  description: 'What the newsroom is.',
  languages: 'Languages.',
  'WithdrawBody.languages': 'What to withdraw; left out for every language.',
  language: 'Language.',
  'SplitBody.language': 'The variant that becomes a release of its own.',
  'ImportRequest.language': 'Language of texts whose own is missing, wrong or not served.',
  'SourceBody.language': 'Language of texts whose own is missing, wrong or not served.',
  defaultLanguage: 'Language for readers who want none of the others.',
  website: "The newsroom's own site.",
  socialLinks: 'Where else the newsroom is found.',
  createdAt: 'When it was made.',
  newsroom: 'The newsroom.',
  token: 'The plain text of the token.',
  tokens: 'Tokens, also those of which this request has one.',
  label: "What the token is for, in the publisher's words.",
  scope: 'What the token permits; each scope includes those before it: read, write, publish, administer.',
  lastUsedAt: 'When it was last used, roughly; null before.',
  expiresAt: 'When the link ends.',
  expiresIn: 'Seconds until the link ends.',
  readableAt: 'When each language was first in the feeds.',
  push: 'To subscribers of the hub (WebSub).',
  mail: 'To subscribers by e-mail.',
  began: 'When the first delivery began.',
  ended: 'When the last delivery ended; null while one is pending.',
  total: 'How many there are.',
  delivered: 'How many arrived.',
  failed: 'How many were given up.',
  pending: 'How many are waiting.',
  deadLetters: 'Deliveries that were given up.',
  channel: 'How it was to leave.',
  release: 'Number of the release.',
  receiver: 'Host of the receiver, without the rest of its address.',
  firstAt: 'The first attempt.',
  lastAt: 'The last attempt.',
  attempts: 'How many attempts were made.',
  kind: 'Image, video or document.',
  width: 'Pixels; null when unknown.',
  height: 'Pixels; null when unknown.',
  fileName: 'Name that the file is downloaded by.',
  visibility:
    '`private`: public only while something public shows it. Null for files from before this was said.',
  read: 'How many items the document has.',
  created: 'How many became new releases.',
  joined: 'How many added a language to an existing release.',
  updated: 'How many changed a release.',
  unchanged: 'How many changed nothing.',
  refused: 'Items that could not be taken.',
  kept: 'Items whose version was not taken, because the release was withdrawn or edited here.',
  uncertain: 'Items imported as separate releases although they may be the same as another.',
  notes: 'What an editor should know of items that came in.',
  index: 'Place of the item in the document, from 0.',
  code: 'Stable name of the reason.',
  of: 'Number of the release that it may be; null when unknown.',
  interval: 'Seconds between two fetches.',
  timezone: 'Zone of dates that carry none, by its name in the tz database.',
  lastFetchedAt: 'The last fetch.',
  lastSuccessAt: 'The last fetch that succeeded.',
  nextFetchAt: 'The next fetch; null when there will be none.',
  failures: 'How many fetches failed in a row.',
  lastError: 'Why the last fetch failed; null when it did not.',
  lastReport: 'Report of the last document; each list has at most 100 entries.',
  status: 'HTTP status.',
  sources: 'The sources.',
  signedBy: 'Who signed the export; null when nobody did.',
  subscribers: 'How many subscribers were restored.',
  subscribersLeftOut: 'Subscribers of an unsigned export, left out without the token of the operator.',
  foreignEntries: 'Public variants with an identifier of another newsroom.',
  rows: 'How many rows there should be.',
  repaired: 'How many rows were wrong.',
  detail: 'The reason, in the language of the request.',
  errors: 'What is wrong, field by field.',
  pointer: 'JSON pointer (RFC 6901) into the content, or the name of a parameter.',
  choices: 'Values to choose from.',
  types: 'Only releases of these types; empty for all.',
  fallback: 'Send a release also in another language when it is not in this one.',
  file: 'The bytes of the file.',
  metadata: 'What is said of the file, as JSON.',
};

/** Adds descriptions to the members of a schema. A closed object says so by `false`, which generators of clients understand. */
export function described(schema: JsonSchema, name: string): JsonSchema {
  const entries = Object.entries(schema).map(([keyword, value]) => {
    if (keyword === 'properties') return [keyword, describedMembers(value, name)];
    if (keyword === 'additionalProperties' && isObject(value)) return [keyword, false];
    if (keyword === 'items' && isObject(value)) return [keyword, described(value, name)];
    if ((keyword === 'anyOf' || keyword === 'oneOf') && Array.isArray(value))
      return [keyword, value.map((one: unknown) => (isObject(one) ? described(one, name) : one))];
    return [keyword, value];
  });
  return Object.fromEntries(entries);
}

function describedMembers(members: unknown, parent: string): object {
  return Object.fromEntries(
    Object.entries(Object(members)).map(([name, schema]) => {
      const text = TEXTS[`${parent}.${name}`] ?? TEXTS[name];
      const inner = isObject(schema) ? described(schema, name) : {};
      return [name, text === undefined ? inner : { description: text, ...inner }];
    }),
  );
}

/**
 * A merge patch (RFC 7396) of what `schema` describes: every member may be left out, and null removes it. Lists are replaced
 * whole. Members that cannot change may be sent as they are.
 */
export function patchOf(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema.anyOf)) {
    const choices = schema.anyOf.map((one: unknown) => (isObject(one) ? patchOf(one) : one));
    return { anyOf: choices };
  }
  if (schema.properties === undefined) {
    const { default: _, ...rest } = schema;
    return rest;
  }
  const members = Object.entries(Object(schema.properties)).map(([name, member]) => [
    name,
    { anyOf: [isObject(member) ? patchOf(member) : {}, { type: 'null' }] },
  ]);
  return { type: 'object', properties: Object.fromEntries(members) };
}
