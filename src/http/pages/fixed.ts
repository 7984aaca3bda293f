import type { Language } from '../../base/locale/language.ts';
import { ok, type Result } from '../../base/problem.ts';
import {
  type Document,
  type EncodedDocument,
  encodeDocument,
  makeDocument,
} from '../../documents/document.ts';
import type { Encoding } from '../../negotiation/encoding.ts';
import type { Service } from '../service.ts';

/** When the program last changed nobody can say: the ETag alone tells. */
const NEVER = 0;

/**
 * A page of which nothing is in the store: rendered once a language, for as long as the process lives. Its `Last-Modified`
 * would be made up, so `crowded` keeps it from answering anything.
 */
export function fixedDocument(
  service: Pick<Service, 'compress'>,
  render: (language: Language) => string,
): (language: Language, encoding: Encoding | null) => Promise<Result<EncodedDocument>> {
  const made = new Map<Language, Promise<Document>>();
  return async (language, encoding) => {
    const document = made.get(language) ?? makeDocument(render(language), headIn(language), service.compress);
    made.set(language, document);
    return ok(encodeDocument(await document, encoding));
  };
}

function headIn(language: Language) {
  return {
    mediaType: 'text/html; charset=utf-8',
    language,
    lastModified: NEVER,
    crowded: true,
    tags: [],
    links: '',
  };
}
