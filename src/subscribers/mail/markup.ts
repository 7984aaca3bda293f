export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** HTML that is escaped or sanitized already. */
export class Markup {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

type TemplateValue = string | Markup | readonly Markup[];

/** Escapes all values except Markup. */
export function html(texts: TemplateStringsArray, ...values: TemplateValue[]): Markup {
  return new Markup(texts.reduce((all, text, at) => all + rendered(values[at - 1]) + text));
}

function rendered(value: TemplateValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escaped(value);
  return value instanceof Markup ? value.html : value.map((part) => part.html).join('');
}
