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

/**
 * A page without stored content, rendered once per language and process. It has no true date of change, so `crowded`
 * disables `If-Modified-Since`.
 */
export function fixedDocument(
  service: Pick<Service, 'compress'>,
  render: (language: Language) => string,
): (language: Language, encoding: Encoding | null) => Promise<Result<EncodedDocument>> {
  const documents = new Map<Language, Promise<Document>>();
  return async (language, encoding) => {
    const document =
      documents.get(language) ?? makeDocument(render(language), metadataIn(language), service.compress);
    documents.set(language, document);
    return ok(encodeDocument(await document, encoding));
  };
}

function metadataIn(language: Language) {
  return {
    mediaType: 'text/html; charset=utf-8',
    language,
    lastModified: 0,
    crowded: true,
    tags: [],
    links: '',
  };
}
