import { Parser } from 'htmlparser2';
import { escaped, Markup } from './markup.ts';

const VOID = new Set(['br', 'hr', 'img', 'col']);

/**
 * A sanitized body as a mail carries it: the same markup, its images as links. Images that load when a mail is opened
 * tell their host who opened it, and readers' programs hold them back anyway.
 */
export function bodyHtml(body: string): Markup {
  const out: string[] = [];
  const open: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'img') {
        out.push(imageLink(attributes.src ?? '', attributes.alt ?? '', open.includes('a')));
        return;
      }
      if (!VOID.has(name)) open.push(name);
      const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
      out.push(`<${name}${written.join('')}>`);
    },
    ontext: (text) => void out.push(escaped(text)),
    onclosetag(name) {
      if (VOID.has(name)) return;
      open.pop();
      out.push(`</${name}>`);
    },
  });
  parser.write(body);
  parser.end();
  return new Markup(out.join(''));
}

/** A picture without a description is decoration, which a mail goes without. */
function imageLink(source: string, alt: string, isLinked: boolean): string {
  if (alt === '') return '';
  return source === '' || isLinked
    ? `[${escaped(alt)}]`
    : `<a href="${escaped(source)}">[${escaped(alt)}]</a>`;
}
