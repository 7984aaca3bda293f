import sanitizeHtml from 'sanitize-html';
import { balanceBidi, balanceBidiOfHtml, withoutBidiControls } from '../domain/bidi.ts';
import { LIMITS, utf8Bytes } from '../domain/limits.ts';
import { toHtmlSource } from '../domain/text.ts';
import { boundedParserOptions } from './bounded-tokenizer.ts';
import { resolveUrl } from './url.ts';

/** The title is the page's h1, so an h1 in a body becomes h2. */
const TAGS: readonly string[] = [
  ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'div', 'span', 'br', 'hr', 'pre', 'blockquote'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'figure', 'figcaption', 'img', 'a'],
  ...['q', 'cite', 'strong', 'em', 'b', 'i', 'u', 's', 'sub', 'sup', 'small', 'abbr', 'code'],
  ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
];

/** sanitize-html searches the list twice for each tag of a body. */
class TagList extends Array<string> {
  readonly #tags = new Set(TAGS);

  override indexOf(tag: string): number {
    return this.#tags.has(tag) ? 0 : -1;
  }
}

const ALLOWED_TAGS = TagList.from(TAGS);

/** These elements are removed with their text; of other elements that are not allowed the text stays. */
const DISCARDED_ELEMENTS: ReadonlySet<string> = new Set([
  ...['script', 'style', 'noscript', 'template', 'title', 'iframe', 'noembed', 'noframes', 'plaintext'],
  ...['xmp', 'svg', 'math', 'object', 'textarea', 'select', 'option', 'button'],
]);

const LINK_SCHEMES = ['mailto:', 'tel:'];
const NUMBER = /^\d{1,5}$/;
const LANGUAGE_TAG = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;

type Rule = (value: string, website: string | null) => string | null;

const link: Rule = (value, website) => resolveUrl(value, website, LINK_SCHEMES);
const source: Rule = (value, website) => resolveUrl(value, website, []);
const matching =
  (pattern: RegExp): Rule =>
  (value) =>
    pattern.test(value) ? value : null;
const sentences: Rule = (value) => balanceBidi(value);

const GLOBAL_RULES: { readonly [attribute: string]: Rule } = {
  lang: matching(LANGUAGE_TAG),
  dir: matching(/^(?:ltr|rtl|auto)$/i),
};

const cell = { colspan: matching(NUMBER), rowspan: matching(NUMBER) };

const RULES: { readonly [tag: string]: { readonly [attribute: string]: Rule } } = {
  a: { href: link, hreflang: matching(LANGUAGE_TAG) },
  img: { src: source, alt: sentences, width: matching(NUMBER), height: matching(NUMBER) },
  blockquote: { cite: source },
  q: { cite: source },
  abbr: { title: sentences },
  ol: { start: matching(NUMBER) },
  col: { span: matching(NUMBER) },
  colgroup: { span: matching(NUMBER) },
  td: cell,
  th: { ...cell, scope: matching(/^(?:row|col|rowgroup|colgroup)$/i) },
};

/** Computed once, because a body may have fifty thousand tags. */
const RULES_BY_TAG: ReadonlyMap<string, readonly (readonly [string, Rule])[]> = new Map(
  TAGS.map((tag) => [tag, Object.entries({ ...GLOBAL_RULES, ...RULES[tag] })]),
);
const RULES_OF_OTHERS = Object.entries(GLOBAL_RULES);

const MAX_NESTING = 100;

/** The parser's limit is wider than the result's, so that elements which are not kept do not count. */
const MAX_PARSED_NESTING = 256;

const MAX_PASSES = 8;

export type SanitizeBody = (html: string, website: string | null) => string | null;

/**
 * Sanitizing the result again changes nothing. Relative addresses are resolved against `website` or removed. Null when the
 * result would be longer than a body may be: sanitizing makes addresses absolute and escapes `&` and `<`. The caller must
 * limit the input, because the time grows with its size.
 */
export function sanitizeBody(html: string, website: string | null): string | null {
  try {
    const body = sanitizeUntilStable(html, website);
    const balanced = balanceBidiOfHtml(body);
    return utf8Bytes(balanced) <= LIMITS.bodyBytes ? balanced : withoutBidiControls(body);
  } catch (error) {
    if (error instanceof TooLong) return null;
    throw error;
  }
}

/** Thrown as soon as the result is surely too long, because the rest would only take time. */
class TooLong extends Error {
  override readonly name = 'TooLong';
}

function sanitizeUntilStable(given: string, website: string | null): string {
  const html = toHtmlSource(given);
  let body = sanitizeOnce(html, website);
  if (body === html) return body;
  // Removing `b-x` from `<p><b-x><p>` makes the second `p` close the first one in the next pass.
  for (let pass = 1; pass < MAX_PASSES; pass += 1) {
    const again = sanitizeOnce(body, website);
    if (again === body) return body;
    body = again;
  }
  const options = { allowedTags: [], allowedAttributes: {} };
  return withinLimit(toHtmlSource(sanitizeInLinearTime(body, options, new NestingDepth())));
}

/** How many elements are open. */
class NestingDepth {
  now = 0;
}

function sanitizeInLinearTime(html: string, options: sanitizeHtml.IOptions, depth: NestingDepth): string {
  const parser = boundedParserOptions({
    depth: () => depth.now,
    discarded: DISCARDED_ELEMENTS,
    depthLimit: MAX_PARSED_NESTING,
  });
  return sanitizeHtml(html, {
    ...options,
    nonTextTags: [...DISCARDED_ELEMENTS],
    parser,
    onOpenTag: () => {
      depth.now += 1;
    },
    onCloseTag: () => {
      depth.now -= 1;
    },
  });
}

function sanitizeOnce(html: string, website: string | null): string {
  const depth = new NestingDepth();
  // Only references can be control characters now, which are removed at the end.
  const lengthOfText = html.includes('&#') ? (text: string) => toHtmlSource(text).length : textLength;
  let remaining: number = LIMITS.bodyBytes;
  const spend = (characters: number) => {
    remaining -= characters;
    if (remaining < 0) throw new TooLong();
  };
  const options: sanitizeHtml.IOptions = {
    allowedTags: ALLOWED_TAGS,
    allowedAttributes: false,
    // `attributes` has already checked the addresses; the scheme rules are a second check.
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https'] },
    allowProtocolRelative: false,
    nestingLimit: MAX_NESTING,
    textFilter: (text) => {
      spend(lengthOfText(text));
      return text;
    },
    transformTags: {
      '*': (tag, attribs) => {
        const kept = attributes(tag, attribs, website);
        // An image without an address and a description is useless.
        if (tag === 'img' && kept.src === undefined && kept.alt === '')
          return { tagName: 'none', attribs: kept };
        if (depth.now <= MAX_NESTING && RULES_BY_TAG.has(tag)) spend(lengthOfElement(tag, kept));
        return { tagName: tag === 'h1' ? 'h2' : tag, attribs: kept };
      },
    },
  };
  // The parser has decoded character references such as `&#1;`.
  return withinLimit(toHtmlSource(sanitizeInLinearTime(html, options, depth)));
}

const textLength = (text: string) => text.length;

const ELEMENTS_WITHOUT_END_TAG: ReadonlySet<string> = new Set(['br', 'hr', 'img']);

/** At least, since the values are not escaped yet. */
function lengthOfElement(tag: string, attribs: sanitizeHtml.Attributes): number {
  let length = ELEMENTS_WITHOUT_END_TAG.has(tag) ? tag.length + 4 : 2 * tag.length + 5;
  for (const name in attribs) length += name.length + (attribs[name]?.length ?? 0) + 1;
  return length;
}

/** @throws TooLong */
function withinLimit(html: string): string {
  if (utf8Bytes(html) > LIMITS.bodyBytes) throw new TooLong();
  return html;
}

function attributes(
  tag: string,
  given: sanitizeHtml.Attributes,
  website: string | null,
): sanitizeHtml.Attributes {
  const kept: sanitizeHtml.Attributes = {};
  for (const [name, rule] of RULES_BY_TAG.get(tag) ?? RULES_OF_OTHERS) {
    const value = given[name] ?? (name === 'lang' ? given['xml:lang'] : undefined);
    const clean = value === undefined ? null : rule(toHtmlSource(value), website);
    if (clean !== null) kept[name] = clean;
  }
  // Without `alt` a screen reader reads the file name aloud.
  if (tag === 'img') kept.alt ??= '';
  return kept;
}
