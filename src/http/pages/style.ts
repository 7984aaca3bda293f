import type { Hono } from 'hono';
import { FALLBACK_LANGUAGE } from '../../base/locale/language.ts';
import { type Document, encodeDocument, makeDocument } from '../../documents/document.ts';
import { ICON } from '../../pages/layout/icon.ts';
import { isCurrentStyle, STYLE } from '../../pages/layout/style.ts';
import { documentResponse } from '../documents.ts';
import { encodingOf } from '../feeds.ts';
import { part, resource } from '../resource.ts';
import type { Service } from '../service.ts';

/** Under one address for ever, so not for ever kept. */
const A_WEEK = 'public, max-age=604800';
/** A year, the longest that caches take seriously. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * The style sheet under an address that changes with it. A page from before an update may ask for an earlier one: it
 * gets the present one, to be asked for again.
 */
export function style(app: Hono, service: Service): void {
  let made: Promise<Document> | undefined;
  resource(app, '/assets/:name{kaiku-[0-9a-z]+\\.css}', {
    GET: async (c) => {
      made ??= makeDocument(STYLE, HEAD, service.compress);
      const response = documentResponse(
        c,
        encodeDocument(await made, encodingOf(c)),
        'current',
        service.now(),
      );
      if (isCurrentStyle(part(c, 'name'))) {
        response.headers.set('Cache-Control', FOR_EVER);
        response.headers.set('Cloudflare-CDN-Cache-Control', FOR_EVER);
      }
      for (const name of ['Last-Modified', 'Link', 'Content-Language']) response.headers.delete(name);
      return response;
    },
  });
}

/** In the tab. Ours and nobody's upload; it may run nothing all the same. */
export function icon(app: Hono, service: Service): void {
  let made: Promise<Document> | undefined;
  resource(app, '/assets/kaiku.svg', {
    GET: async (c) => {
      made ??= makeDocument(ICON, { ...HEAD, mediaType: 'image/svg+xml' }, service.compress);
      const response = documentResponse(
        c,
        encodeDocument(await made, encodingOf(c)),
        'current',
        service.now(),
      );
      response.headers.set('Cache-Control', A_WEEK);
      response.headers.set('Content-Security-Policy', "default-src 'none'");
      for (const name of ['Last-Modified', 'Link', 'Content-Language']) response.headers.delete(name);
      return response;
    },
  });
}

const HEAD = {
  mediaType: 'text/css; charset=utf-8',
  language: FALLBACK_LANGUAGE,
  lastModified: 0,
  crowded: true,
  tags: [],
  links: '',
};
