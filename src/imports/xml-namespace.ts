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
  itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
} as const;

/** Many feeds use these prefixes without declaring them. */
const CONVENTIONAL_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['xml', NAMESPACES.xml],
  ['atom', NAMESPACES.atom],
  ['content', NAMESPACES.content],
  ['dc', NAMESPACES.dc],
  ['dcterms', NAMESPACES.dcterms],
  ['media', NAMESPACES.media],
  ['itunes', NAMESPACES.itunes],
  ['rdf', NAMESPACES.rdf],
]);

/** Other spellings of namespaces, in lower case and without the final slash. */
const NAMESPACE_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['http://search.yahoo.com/mrss', NAMESPACES.media],
  ['http://www.rssboard.org/media-rss', NAMESPACES.media],
  ['http://www.itunes.com/dtds/podcast-1.0.dtd', NAMESPACES.itunes],
]);

export interface NamespaceScope {
  readonly declared: ReadonlyMap<string, string>;
  readonly parent: NamespaceScope | null;
}

/** Scopes are linked and not copied, because copies would grow with depth times prefixes. */
export function childScope(
  parent: NamespaceScope | null,
  attributes: readonly (readonly [name: string, value: string])[],
): NamespaceScope | null {
  const declared = new Map<string, string>();
  for (const [name, value] of attributes) {
    if (name === 'xmlns') declared.set('', canonicalUri(value));
    else if (name.startsWith('xmlns:')) declared.set(name.slice('xmlns:'.length), canonicalUri(value));
  }
  return declared.size === 0 ? parent : { declared, parent };
}

/** An undeclared prefix gets a namespace of its own. */
export function namespaceOf(scope: NamespaceScope | null, prefix: string): string {
  for (let each = scope; each !== null; each = each.parent) {
    const uri = each.declared.get(prefix);
    if (uri !== undefined) return uri;
  }
  return prefix === '' ? '' : (CONVENTIONAL_PREFIXES.get(prefix) ?? `undeclared:${prefix}`);
}

function canonicalUri(uri: string): string {
  const trimmed = uri.trim();
  return NAMESPACE_SPELLINGS.get(trimmed.toLowerCase().replace(/\/$/, '')) ?? trimmed;
}
