import type { Language } from '../../base/locale/language.ts';
import { html, Markup } from './markup.ts';

/**
 * No colour of text or ground is set: the reader's program has its own, light or dark. The rule's grey is seen on
 * both. Styles stand on the elements because many programs drop the head.
 */
const COLUMN = 'max-width:38em;margin:0 auto;padding:16px;font:16px/1.5 sans-serif;overflow-wrap:break-word';
const SMALL = 'font-size:14px';
const RULE = 'border:0;border-top:1px solid #767676;margin:24px 0 16px';

const STYLE = new Markup(
  '<style>:root{color-scheme:light dark;supported-color-schemes:light dark}' +
    'h2{font-size:20px;line-height:1.3}h3,h4,h5,h6{font-size:16px}table{border-collapse:collapse}th,td{border:1px solid #767676;padding:4px 8px;text-align:left}</style>',
);

/** A whole mail as HTML. `content` and `footer` are markup already. */
export function frame(language: Language, title: string, content: readonly Markup[], footer: Markup): string {
  return html`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
${STYLE}
</head>
<body style="margin:0;padding:0">
<div lang="${language}" style="${COLUMN}">
${content}
<hr style="${RULE}">
<div style="${SMALL}">
${footer}
</div>
</div>
</body>
</html>
`.html;
}

/** A line such as the stamp's. */
export function smallLine(text: string): Markup {
  return html`<p style="${SMALL};margin:0 0 8px">${text}</p>\n`;
}

/** Paragraphs of plain text: an empty line parts them, a single line end is kept. */
export function paragraphs(text: string): readonly Markup[] {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => html`<p style="margin:0 0 16px">${broken(paragraph)}</p>\n`);
}

function broken(text: string): readonly Markup[] {
  return text.split('\n').map((line, at) => (at === 0 ? html`${line}` : html`<br>${line}`));
}

export function link(url: string, text: string): Markup {
  return html`<a href="${url}">${text}</a>`;
}

/** Large enough for a finger, seen as a button in every colour scheme. */
export function button(url: string, text: string): Markup {
  const style = 'display:inline-block;padding:12px 20px;border:2px solid;border-radius:4px;font-weight:bold';
  return html`<p style="margin:0 0 16px"><a href="${url}" style="${style}">${text}</a></p>\n`;
}
