import { Parser } from 'htmlparser2';

/** Elements that stand in lines of their own. */
const BLOCKS = new Set([
  ...['p', 'div', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'blockquote', 'pre'],
  ...['figure', 'figcaption', 'hr', 'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr'],
]);
/** Blocks that follow one another without an empty line. */
const TIGHT = new Set(['li', 'dt', 'dd', 'tr', 'caption', 'thead', 'tbody', 'tfoot']);

/** Deeper quotes and lists are not indented further: the text would have no room left. */
const INDENTED = 8;

interface List {
  readonly isOrdered: boolean;
  number: number;
}

/**
 * A sanitized body as plain text: paragraphs parted by empty lines, list items with their mark, quotes with `>`, links
 * as `text <address>`, table cells parted by ` | `. No line is broken that the author did not break.
 */
export function bodyText(body: string): string {
  const writer = new Writer();
  const parser = new Parser(writer, { decodeEntities: true });
  parser.write(body);
  parser.end();
  return writer.text();
}

class Writer {
  readonly #lines: string[] = [];
  /** What each line of the blocks around here begins with. */
  readonly #indents: string[] = [];
  readonly #lists: List[] = [];
  readonly #links: { readonly href: string; readonly from: number }[] = [];
  #line = '';
  /** Stands at the next line's beginning instead of the innermost indent. */
  #mark: string | null = null;
  #gap: 'none' | 'line' | 'paragraph' = 'none';
  #preformatted = 0;

  onopentag(name: string, attributes: { readonly [name: string]: string }): void {
    if (BLOCKS.has(name)) this.#break(this.#isTight(name, 0) ? 'line' : 'paragraph');
    if (name === 'br') this.#flush();
    if (name === 'pre') this.#preformatted += 1;
    if (name === 'hr') this.#say('* * *');
    if (name === 'img' && attributes.alt !== undefined && attributes.alt !== '')
      this.#say(`[${attributes.alt}]`);
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
    if (this.#preformatted === 0) this.#say(text.replace(/[\t\n\f\r ]+/g, ' '));
    else this.#sayAsWritten(text.split('\n'));
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

  /** A list stands apart from the text around it, a list within a list does not. */
  #isTight(name: string, open: number): boolean {
    return TIGHT.has(name) || ((name === 'ul' || name === 'ol') && this.#lists.length > open);
  }

  #sayAsWritten(lines: readonly string[]): void {
    for (const [at, line] of lines.entries()) {
      if (at > 0) this.#flush();
      this.#line += line;
    }
  }

  #say(text: string): void {
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
    // A link that breaks over lines keeps its address at its end.
    const words = this.#line.slice(Math.min(link.from, this.#line.length)).trim();
    if (words === '') this.#say(`<${link.href}>`);
    else if (words !== address && words !== link.href) this.#line = `${this.#line.trimEnd()} <${address}>`;
  }

  #break(gap: 'line' | 'paragraph'): void {
    if (this.#line.trim() !== '') this.#flush();
    else this.#line = '';
    if (this.#gap !== 'paragraph') this.#gap = gap;
  }

  #flush(): void {
    const indents = this.#indents.slice(0, INDENTED);
    const around = indents.slice(0, -1).join('');
    const own = this.#mark ?? indents.at(-1) ?? '';
    if (this.#gap === 'paragraph' && this.#lines.length > 0) {
      // Between two paragraphs of one quote the empty line is the quote's too.
      const isQuoted = own === '> ' && this.#lines.at(-1)?.startsWith(`${around}> `);
      this.#lines.push(isQuoted ? `${around}>` : around.trimEnd());
    }
    this.#gap = 'none';
    this.#mark = null;
    this.#lines.push(`${around}${own}${this.#line}`.trimEnd());
    this.#line = '';
  }
}
