/** Text as HTML says it, in content and in attributes. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** HTML that has been escaped or sanitized already, so that it is put into a template as it is. */
export class Markup {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

type Slot = string | Markup | readonly Markup[];

/** A template whose values are escaped unless they are Markup. */
export function html(texts: TemplateStringsArray, ...slots: Slot[]): Markup {
  return new Markup(texts.reduce((all, text, at) => all + filled(slots[at - 1]) + text));
}

function filled(slot: Slot | undefined): string {
  if (slot === undefined) return '';
  if (typeof slot === 'string') return escaped(slot);
  return slot instanceof Markup ? slot.html : slot.map((part) => part.html).join('');
}
