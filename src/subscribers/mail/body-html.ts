import { Parser } from 'htmlparser2';
import { escaped, Markup } from './markup.ts';

const VOID = new Set(['br', 'hr', 'img', 'col']);

/** Replaces the images of a sanitized body by links, because a loading image tells its host who opened the mail. */
export function bodyHtml(body: string): Markup {
  const parts: string[] = [];
  const openTags: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'img') {
        parts.push(imageLink(attributes.src ?? '', attributes.alt ?? '', openTags.includes('a')));
        return;
      }
      if (!VOID.has(name)) openTags.push(name);
      const markup = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
      parts.push(`<${name}${markup.join('')}>`);
    },
    ontext: (text) => void parts.push(escaped(text)),
    onclosetag(name) {
      if (VOID.has(name)) return;
      openTags.pop();
      parts.push(`</${name}>`);
    },
  });
  parser.write(body);
  parser.end();
  return new Markup(parts.join(''));
}

/** An image without alternative text is decorative and is left out. */
function imageLink(source: string, alt: string, isLinked: boolean): string {
  if (alt === '') return '';
  return source === '' || isLinked
    ? `[${escaped(alt)}]`
    : `<a href="${escaped(source)}">[${escaped(alt)}]</a>`;
}
