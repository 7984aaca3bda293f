import type { Language } from '../../base/locale/language.ts';
import { html, Markup } from './markup.ts';

/** No text or background colour is set, so that dark mode works. Many mail clients drop the styles of the head. */
const COLUMN = 'max-width:38em;margin:0 auto;padding:16px;font:16px/1.5 sans-serif;overflow-wrap:break-word';
const SMALL = 'font-size:14px';
const RULE = 'border:0;border-top:1px solid #767676;margin:24px 0 16px';

const STYLE = new Markup(
  '<style>:root{color-scheme:light dark;supported-color-schemes:light dark}' +
    'h2{font-size:20px;line-height:1.3}h3,h4,h5,h6{font-size:16px}table{border-collapse:collapse}th,td{border:1px solid #767676;padding:4px 8px;text-align:left}</style>',
);

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

export function smallLine(text: string): Markup {
  return html`<p style="${SMALL};margin:0 0 8px">${text}</p>\n`;
}

/** An empty line separates paragraphs and a single line end becomes `<br>`. */
export function paragraphs(text: string): readonly Markup[] {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => html`<p style="margin:0 0 16px">${withLineBreaks(paragraph)}</p>\n`);
}

function withLineBreaks(text: string): readonly Markup[] {
  return text.split('\n').map((line, at) => (at === 0 ? html`${line}` : html`<br>${line}`));
}

export function link(url: string, text: string): Markup {
  return html`<a href="${url}">${text}</a>`;
}

export function button(url: string, text: string): Markup {
  const style = 'display:inline-block;padding:12px 20px;border:2px solid;border-radius:4px;font-weight:bold';
  return html`<p style="margin:0 0 16px"><a href="${url}" style="${style}">${text}</a></p>\n`;
}
