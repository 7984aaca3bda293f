/** The vocabularies that are read. */
export const NAMESPACES = {
  xml: 'http://www.w3.org/XML/1998/namespace',
  xhtml: 'http://www.w3.org/1999/xhtml',
  atom: 'http://www.w3.org/2005/Atom',
  atom03: 'http://purl.org/atom/ns#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rss10: 'http://purl.org/rss/1.0/',
  rss09: 'http://my.netscape.com/rdf/simple/0.9/',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  media: 'http://search.yahoo.com/mrss/',
} as const;

/** What these prefixes mean where a feed forgot to declare them, as many do. */
const CONVENTIONAL: ReadonlyMap<string, string> = new Map([
  ['xml', NAMESPACES.xml],
  ['atom', NAMESPACES.atom],
  ['content', NAMESPACES.content],
  ['dc', NAMESPACES.dc],
  ['dcterms', NAMESPACES.dcterms],
  ['media', NAMESPACES.media],
  ['rdf', NAMESPACES.rdf],
]);

/** Spellings in the wild, in lower case and without what comes last. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['http://search.yahoo.com/mrss', NAMESPACES.media],
  ['http://www.rssboard.org/media-rss', NAMESPACES.media],
]);

/** The prefixes declared on one element, and those above it. */
export interface Scope {
  readonly declared: ReadonlyMap<string, string>;
  readonly above: Scope | null;
}

/** `above` with what `attributes` declare: a link of a chain, since copying would let a document multiply its prefixes. */
export function scopeWithin(
  above: Scope | null,
  attributes: readonly (readonly [name: string, value: string])[],
): Scope | null {
  const declared = new Map<string, string>();
  for (const [name, value] of attributes) {
    if (name === 'xmlns') declared.set('', canonical(value));
    else if (name.startsWith('xmlns:')) declared.set(name.slice('xmlns:'.length), canonical(value));
  }
  return declared.size === 0 ? above : { declared, above };
}

/** The URI that `prefix` stands for. An undeclared prefix is a vocabulary of its own, never none. */
export function namespaceOf(scope: Scope | null, prefix: string): string {
  for (let each = scope; each !== null; each = each.above) {
    const uri = each.declared.get(prefix);
    if (uri !== undefined) return uri;
  }
  return prefix === '' ? '' : (CONVENTIONAL.get(prefix) ?? `undeclared:${prefix}`);
}

function canonical(uri: string): string {
  const trimmed = uri.trim();
  return SPELLINGS.get(trimmed.toLowerCase().replace(/\/$/, '')) ?? trimmed;
}
