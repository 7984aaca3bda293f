import type { Hono } from 'hono';
import { FALLBACK_LANGUAGE } from '../../base/locale/language.ts';
import { type Document, encodeDocument, makeDocument } from '../../documents/document.ts';
import { ICON } from '../../pages/layout/icon.ts';
import { isCurrentStyle, STYLE } from '../../pages/layout/style.ts';
import { documentResponse } from '../documents.ts';
import { requestEncoding } from '../feeds.ts';
import { addResource, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';

const ICON_CACHE_CONTROL = 'public, max-age=604800';
const STYLE_CACHE_CONTROL = 'public, max-age=31536000, immutable';

/**
 * The address of the style sheet changes with its content. A request for an earlier one gets the current style sheet with
 * the short cache time of a document.
 */
export function addStyleSheet(app: Hono, service: Service): void {
  let document: Promise<Document> | undefined;
  addResource(app, '/assets/:name{kaiku-[0-9a-z]+\\.css}', {
    GET: async (c) => {
      document ??= makeDocument(STYLE, HEAD, service.compress);
      const response = documentResponse(c, encodeDocument(await document, requestEncoding(c)), service.now());
      if (isCurrentStyle(pathPart(c, 'name'))) {
        response.headers.set('Cache-Control', STYLE_CACHE_CONTROL);
        response.headers.set('Cloudflare-CDN-Cache-Control', STYLE_CACHE_CONTROL);
      }
      for (const name of ['Last-Modified', 'Link', 'Content-Language']) response.headers.delete(name);
      return response;
    },
  });
}

/** An SVG may contain scripts, so its policy forbids everything. */
export function addIcon(app: Hono, service: Service): void {
  let document: Promise<Document> | undefined;
  addResource(app, '/assets/kaiku.svg', {
    GET: async (c) => {
      document ??= makeDocument(ICON, { ...HEAD, mediaType: 'image/svg+xml' }, service.compress);
      const response = documentResponse(c, encodeDocument(await document, requestEncoding(c)), service.now());
      response.headers.set('Cache-Control', ICON_CACHE_CONTROL);
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
