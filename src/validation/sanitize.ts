import sanitizeHtml from 'sanitize-html';
import { markup } from '../domain/text.ts';
import { resolveUrl } from './url.ts';

/** Structure a press release needs. Its title is the page's h1, so a body's own h1 becomes h2. */
const TAGS = [
  ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'div', 'span', 'br', 'hr', 'pre', 'blockquote'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'figure', 'figcaption', 'img', 'a'],
  ...['q', 'cite', 'strong', 'em', 'b', 'i', 'u', 's', 'sub', 'sup', 'small', 'abbr', 'code'],
  ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
];

/** Elements whose text is not the release's: it goes with them. Of any other element the text stays. */
const NOT_PROSE = [
  ...[
    'script',
    'style',
    'noscript',
    'template',
    'title',
    'iframe',
    'noembed',
    'noframes',
    'plaintext',
    'xmp',
  ],
  ...['svg', 'math', 'object', 'textarea', 'select', 'option', 'button'],
];

const LINK_SCHEMES = ['mailto:', 'tel:'];
const NUMBER = /^\d{1,5}$/;
/** The shape of a BCP 47 tag (RFC 5646 section 2.1). */
const LANGUAGE_TAG = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;

/** What each attribute may say, given the website: its clean value, or null to drop it. */
type Rule = (value: string, website: string | null) => string | null;

const link: Rule = (value, website) => resolveUrl(value, website, LINK_SCHEMES);
const source: Rule = (value, website) => resolveUrl(value, website, []);
const matching =
  (pattern: RegExp): Rule =>
  (value) =>
    pattern.test(value) ? value : null;
const anything: Rule = (value) => value;

const RULES_EVERYWHERE: { readonly [attribute: string]: Rule } = {
  lang: matching(LANGUAGE_TAG),
  dir: matching(/^(?:ltr|rtl|auto)$/i),
};

const cell = { colspan: matching(NUMBER), rowspan: matching(NUMBER) };

const RULES: { readonly [tag: string]: { readonly [attribute: string]: Rule } } = {
  a: { href: link, hreflang: matching(LANGUAGE_TAG) },
  img: { src: source, alt: anything, width: matching(NUMBER), height: matching(NUMBER) },
  blockquote: { cite: source },
  q: { cite: source },
  abbr: { title: anything },
  ol: { start: matching(NUMBER) },
  col: { span: matching(NUMBER) },
  colgroup: { span: matching(NUMBER) },
  td: cell,
  th: { ...cell, scope: matching(/^(?:row|col|rowgroup|colgroup)$/i) },
};

/** Deeper elements are unwrapped: nobody writes them, and every reader down the line would have to bear them. */
const NESTING = 100;

/** How often a body is read until it no longer changes; ordinary ones need two readings. */
const READINGS = 8;

/**
 * A body as it is stored and served: allowed elements only, addresses absolute, `lang` on foreign passages kept, no
 * control characters. A relative address is resolved against `website`; without one the attribute is dropped.
 * Sanitizing what comes out changes nothing. Measure before calling: the time taken grows with the input.
 */
export function sanitizeBody(html: string, website: string | null): string {
  let body = read(html, website);
  // Unwrapping an element can bring together two that close each other when read again (`<p><b-x><p>`).
  for (let reading = 1; reading < READINGS; reading += 1) {
    const again = read(body, website);
    if (again === body) return body;
    body = again;
  }
  return markup(sanitizeHtml(body, { allowedTags: [], allowedAttributes: {}, nonTextTags: NOT_PROSE }));
}

function read(html: string, website: string | null): string {
  const clean = sanitizeHtml(markup(html), {
    allowedTags: TAGS,
    allowedAttributes: false,
    // All that is left after `attributes` was judged there, addresses too; these are the second lock.
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https'] },
    allowProtocolRelative: false,
    nonTextTags: NOT_PROSE,
    nestingLimit: NESTING,
    transformTags: {
      '*': (tag, attribs) => {
        const kept = attributes(tag, attribs, website);
        // An image that lost its address and never had a description is nothing at all.
        if (tag === 'img' && kept.src === undefined && kept.alt === '')
          return { tagName: 'none', attribs: kept };
        return { tagName: tag === 'h1' ? 'h2' : tag, attribs: kept };
      },
    },
  });
  // Character references (`&#1;`) come out of the parser as the characters that went in guarded.
  return markup(clean);
}

function attributes(
  tag: string,
  given: sanitizeHtml.Attributes,
  website: string | null,
): sanitizeHtml.Attributes {
  const kept: sanitizeHtml.Attributes = {};
  for (const [name, rule] of Object.entries({ ...RULES_EVERYWHERE, ...RULES[tag] })) {
    const value = given[name] ?? (name === 'lang' ? given['xml:lang'] : undefined);
    const clean = value === undefined ? null : rule(markup(value), website);
    if (clean !== null) kept[name] = clean;
  }
  // An image without a description is decoration: an absent `alt` would have its file name read out.
  if (tag === 'img') kept.alt ??= '';
  return kept;
}
