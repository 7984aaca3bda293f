import sanitizeHtml from 'sanitize-html';
import { toHtmlSource } from '../domain/text.ts';
import { boundedParserOptions } from './bounded-tokenizer.ts';
import { resolveUrl } from './url.ts';

/** The title is the page's h1, so an h1 in a body becomes h2. */
const TAGS = [
  ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'div', 'span', 'br', 'hr', 'pre', 'blockquote'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'figure', 'figcaption', 'img', 'a'],
  ...['q', 'cite', 'strong', 'em', 'b', 'i', 'u', 's', 'sub', 'sup', 'small', 'abbr', 'code'],
  ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
];

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
const anyValue: Rule = (value) => value;

const GLOBAL_RULES: { readonly [attribute: string]: Rule } = {
  lang: matching(LANGUAGE_TAG),
  dir: matching(/^(?:ltr|rtl|auto)$/i),
};

const cell = { colspan: matching(NUMBER), rowspan: matching(NUMBER) };

const RULES: { readonly [tag: string]: { readonly [attribute: string]: Rule } } = {
  a: { href: link, hreflang: matching(LANGUAGE_TAG) },
  img: { src: source, alt: anyValue, width: matching(NUMBER), height: matching(NUMBER) },
  blockquote: { cite: source },
  q: { cite: source },
  abbr: { title: anyValue },
  ol: { start: matching(NUMBER) },
  col: { span: matching(NUMBER) },
  colgroup: { span: matching(NUMBER) },
  td: cell,
  th: { ...cell, scope: matching(/^(?:row|col|rowgroup|colgroup)$/i) },
};

const MAX_NESTING = 100;

/** The parser's limit is wider than the result's, so that elements which are not kept do not count. */
const MAX_PARSED_NESTING = 256;

const MAX_PASSES = 8;

/**
 * Sanitizing the result again changes nothing. Relative addresses are resolved against `website` or removed. The caller
 * must limit the input, because the time grows with its size.
 */
export function sanitizeBody(html: string, website: string | null): string {
  let body = sanitizeOnce(html, website);
  // Removing `b-x` from `<p><b-x><p>` makes the second `p` close the first one in the next pass.
  for (let pass = 1; pass < MAX_PASSES; pass += 1) {
    const again = sanitizeOnce(body, website);
    if (again === body) return body;
    body = again;
  }
  return toHtmlSource(sanitizeInLinearTime(body, { allowedTags: [], allowedAttributes: {} }));
}

function sanitizeInLinearTime(html: string, options: sanitizeHtml.IOptions): string {
  let depth = 0;
  const parser = boundedParserOptions({
    depth: () => depth,
    discarded: DISCARDED_ELEMENTS,
    depthLimit: MAX_PARSED_NESTING,
  });
  return sanitizeHtml(html, {
    ...options,
    nonTextTags: [...DISCARDED_ELEMENTS],
    parser,
    onOpenTag: () => {
      depth += 1;
    },
    onCloseTag: () => {
      depth -= 1;
    },
  });
}

function sanitizeOnce(html: string, website: string | null): string {
  const clean = sanitizeInLinearTime(toHtmlSource(html), {
    allowedTags: TAGS,
    allowedAttributes: false,
    // `attributes` has already checked the addresses; the scheme rules are a second check.
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https'] },
    allowProtocolRelative: false,
    nestingLimit: MAX_NESTING,
    transformTags: {
      '*': (tag, attribs) => {
        const kept = attributes(tag, attribs, website);
        // An image without an address and a description is useless.
        if (tag === 'img' && kept.src === undefined && kept.alt === '')
          return { tagName: 'none', attribs: kept };
        return { tagName: tag === 'h1' ? 'h2' : tag, attribs: kept };
      },
    },
  });
  // The parser has decoded character references such as `&#1;`.
  return toHtmlSource(clean);
}

function attributes(
  tag: string,
  given: sanitizeHtml.Attributes,
  website: string | null,
): sanitizeHtml.Attributes {
  const kept: sanitizeHtml.Attributes = {};
  for (const [name, rule] of Object.entries({ ...GLOBAL_RULES, ...RULES[tag] })) {
    const value = given[name] ?? (name === 'lang' ? given['xml:lang'] : undefined);
    const clean = value === undefined ? null : rule(toHtmlSource(value), website);
    if (clean !== null) kept[name] = clean;
  }
  // Without `alt` a screen reader reads the file name aloud.
  if (tag === 'img') kept.alt ??= '';
  return kept;
}
