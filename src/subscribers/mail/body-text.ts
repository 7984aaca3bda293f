import { Parser } from 'htmlparser2';

const BLOCKS = new Set([
  ...['p', 'div', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'blockquote', 'pre'],
  ...['figure', 'figcaption', 'hr', 'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr'],
]);
/** These blocks follow one another without an empty line. */
const TIGHT = new Set(['li', 'dt', 'dd', 'tr', 'caption', 'thead', 'tbody', 'tfoot']);

/** Deeper quotes and lists are not indented further, so that the text keeps room. */
const MAX_INDENTS = 8;

interface List {
  readonly isOrdered: boolean;
  number: number;
}

/** Writes links as `text <address>` and separates table cells by ` | `. Adds no line breaks within a paragraph. */
export function bodyText(body: string): string {
  const writer = new Writer();
  const parser = new Parser(writer, { decodeEntities: true });
  parser.write(body);
  parser.end();
  return writer.text();
}

class Writer {
  readonly #lines: string[] = [];
  /** The line prefix of each open block. */
  readonly #indents: string[] = [];
  readonly #lists: List[] = [];
  readonly #links: { readonly href: string; readonly from: number }[] = [];
  #line = '';
  /** Replaces the innermost indent in the next line, for example `- ` of a list item. */
  #mark: string | null = null;
  #gap: 'none' | 'line' | 'paragraph' = 'none';
  #preformatted = 0;

  onopentag(name: string, attributes: { readonly [name: string]: string }): void {
    if (BLOCKS.has(name)) this.#break(this.#isTight(name, 0) ? 'line' : 'paragraph');
    if (name === 'br') this.#flush();
    if (name === 'pre') this.#preformatted += 1;
    if (name === 'hr') this.#write('* * *');
    if (name === 'img' && attributes.alt !== undefined && attributes.alt !== '')
      this.#write(`[${attributes.alt}]`);
    if ((name === 'td' || name === 'th') && this.#line.trim() !== '') this.#line += ' | ';
    if (name === 'a') this.#links.push({ href: attributes.href ?? '', from: this.#line.length });
    if (name === 'blockquote') this.#indents.push('> ');
    if (name === 'dd') this.#indents.push('  ');
    if (name === 'ul' || name === 'ol') {
      this.#lists.push({ isOrdered: name === 'ol', number: Number(attributes.start ?? 1) });
    }
    if (name === 'li') this.#item();
  }

  ontext(text: string): void {
    if (this.#preformatted === 0) this.#write(text.replace(/[\t\n\f\r ]+/g, ' '));
    else this.#writeLines(text.split('\n'));
  }

  onclosetag(name: string): void {
    if (name === 'a') this.#link();
    if (BLOCKS.has(name)) this.#break(this.#isTight(name, 1) ? 'line' : 'paragraph');
    if (name === 'pre') this.#preformatted -= 1;
    if (name === 'blockquote' || name === 'dd' || name === 'li') this.#indents.pop();
    if (name === 'ul' || name === 'ol') this.#lists.pop();
    if (name === 'li') this.#mark = null;
  }

  text(): string {
    this.#break('paragraph');
    return this.#lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  #isTight(name: string, open: number): boolean {
    return TIGHT.has(name) || ((name === 'ul' || name === 'ol') && this.#lists.length > open);
  }

  #writeLines(lines: readonly string[]): void {
    for (const [at, line] of lines.entries()) {
      if (at > 0) this.#flush();
      this.#line += line;
    }
  }

  #write(text: string): void {
    this.#line += this.#line === '' || this.#line.endsWith(' ') ? text.replace(/^ +/, '') : text;
  }

  #item(): void {
    const list = this.#lists.at(-1);
    const mark = list?.isOrdered ? `${list.number}. ` : '- ';
    if (list !== undefined) list.number += 1;
    this.#indents.push(' '.repeat(mark.length));
    this.#mark = mark;
  }

  #link(): void {
    const link = this.#links.pop();
    if (link === undefined || link.href === '') return;
    const address = link.href.replace(/^(?:mailto|tel):/i, '');
    // When the link spans several lines, its start is beyond the last line.
    const linkText = this.#line.slice(Math.min(link.from, this.#line.length)).trim();
    if (linkText === '') this.#write(`<${link.href}>`);
    else if (linkText !== address && linkText !== link.href)
      this.#line = `${this.#line.trimEnd()} <${address}>`;
  }

  #break(gap: 'line' | 'paragraph'): void {
    if (this.#line.trim() !== '') this.#flush();
    else this.#line = '';
    if (this.#gap !== 'paragraph') this.#gap = gap;
  }

  #flush(): void {
    const indents = this.#indents.slice(0, MAX_INDENTS);
    const around = indents.slice(0, -1).join('');
    const own = this.#mark ?? indents.at(-1) ?? '';
    if (this.#gap === 'paragraph' && this.#lines.length > 0) {
      const isQuoted = own === '> ' && this.#lines.at(-1)?.startsWith(`${around}> `);
      this.#lines.push(isQuoted ? `${around}>` : around.trimEnd());
    }
    this.#gap = 'none';
    this.#mark = null;
    this.#lines.push(`${around}${own}${this.#line}`.trimEnd());
    this.#line = '';
  }
}
