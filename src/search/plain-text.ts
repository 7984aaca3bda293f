/** Inline elements do not separate words; all other elements do. */
const INLINE = /<\/?(?:a|abbr|b|cite|code|em|i|q|s|small|span|strong|sub|sup|u)(?:\s[^>]*)?>/g;
const ELEMENT = /<[^>]*>/g;
const ENTITY = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos|nbsp|shy));/gi;
const NAMED: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  shy: '\u00AD',
};

/** The text of a sanitized body, without attributes such as `alt`. */
export function plainText(html: string): string {
  return html
    .replace(INLINE, '')
    .replace(ELEMENT, ' ')
    .replace(ENTITY, (entity, hexadecimal?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
      const point = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
    });
}
