import type { Hono } from 'hono';
import { FALLBACK_LANGUAGE } from '../base/locale/language.ts';
import { type Document, encodeDocument, makeDocument } from '../documents/document.ts';
import { EMBED_SCRIPT } from '../embed/kaiku.generated.ts';
import { documentResponse } from './documents.ts';
import { requestEncoding } from './feeds.ts';
import { addResource } from './resource.ts';
import type { Service } from './service.ts';

const CACHE_CONTROL = 'public, max-age=86400, stale-while-revalidate=604800';

/** The script for partners' pages. Its address never changes, so caches keep it for one day only. */
export function addEmbedRoute(app: Hono, service: Service): void {
  let script: Promise<Document> | undefined;
  addResource(app, '/embed/kaiku.js', {
    GET: async (c) => {
      script ??= makeDocument(EMBED_SCRIPT, HEAD, service.compress);
      const response = documentResponse(c, encodeDocument(await script, requestEncoding(c)), service.now());
      response.headers.set('Cache-Control', CACHE_CONTROL);
      response.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
      for (const name of ['Last-Modified', 'Link', 'Content-Language']) response.headers.delete(name);
      return response;
    },
  });
}

const HEAD = {
  mediaType: 'text/javascript; charset=utf-8',
  language: FALLBACK_LANGUAGE,
  // The script changes only with the program, so it has an ETag but no date.
  lastModified: 0,
  crowded: true,
  tags: [],
  links: '',
};
