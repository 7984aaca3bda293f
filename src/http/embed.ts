import type { Hono } from 'hono';
import { FALLBACK_LANGUAGE } from '../base/locale/language.ts';
import { type Document, encodeDocument, makeDocument } from '../documents/document.ts';
import { EMBED_SCRIPT } from '../embed/kaiku.generated.ts';
import { documentResponse } from './documents.ts';
import { encodingOf } from './feeds.ts';
import { resource } from './resource.ts';
import type { Service } from './service.ts';

/** A day; then the old one may be used while the new one is fetched. */
const A_DAY = 'public, max-age=86400, stale-while-revalidate=604800';

/**
 * The script for partners' pages. One address for ever: it stands on pages that nobody here can change, so that it may be
 * mended it is not kept for ever.
 */
export function embed(app: Hono, service: Service): void {
  let made: Promise<Document> | undefined;
  resource(app, '/embed/kaiku.js', {
    GET: async (c) => {
      made ??= makeDocument(EMBED_SCRIPT, HEAD, service.compress);
      const response = documentResponse(
        c,
        encodeDocument(await made, encodingOf(c)),
        'current',
        service.now(),
      );
      response.headers.set('Cache-Control', A_DAY);
      response.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
      for (const name of ['Last-Modified', 'Link', 'Content-Language']) response.headers.delete(name);
      return response;
    },
  });
}

const HEAD = {
  mediaType: 'text/javascript; charset=utf-8',
  language: FALLBACK_LANGUAGE,
  // Of the store nothing is in it: the ETag alone tells whether it has changed.
  lastModified: 0,
  crowded: true,
  tags: [],
  links: '',
};
