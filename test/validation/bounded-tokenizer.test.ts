import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { boundedParserOptions } from '../../src/validation/bounded-tokenizer.ts';
import { sanitizeBody } from '../../src/validation/sanitize.ts';

const DISCARDED = new Set(['script', 'svg']);

/** The parser's events, and the greatest number of elements that were open in it. */
function parse(html: string, depthLimit: number) {
  const events: string[] = [];
  let depth = 0;
  let deepest = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        events.push(`<${[name, ...Object.keys(attributes)].join(' ')}>`);
        depth += 1;
        deepest = Math.max(deepest, depth);
      },
      onclosetag: (name) => {
        events.push(`</${name}>`);
        depth -= 1;
      },
      ontext: (text) => events.push(text),
    },
    boundedParserOptions({ depth: () => depth, discarded: DISCARDED, depthLimit }),
  );
  parser.end(html);
  return { text: events.join(''), deepest };
}

describe('a tokenizer with a limit of the depth', () => {
  test.each([
    ['leaves shallow elements as they are', '<p a="1">x</p>', '<p a>x</p>'],
    ['leaves out deeper start tags with their end tags', '<b><i><u c>x</u>y</i></b>z', '<b><i>xy</i></b>z'],
    [
      'keeps the elements around a deeper one of the same name',
      '<b><b><b>x</b>y</b>z</b>',
      '<b><b>xy</b>z</b>',
    ],
    ['leaves out deeper self-closing tags', '<b><i><u a=1 />x</i></b>', '<b><i>x</i></b>'],
    ['counts what an implied end tag closes', '<b><p>x<p>y</b>', '<b><p>x</p></b>'.replace('x', 'xy')],
    ['lets discarded elements pass', '<b><i><svg>x</svg></i></b>', '<b><i><svg>x</svg></i></b>'],
    ['reads names in any case', '<b><i><U>x</u>y</i></b>', '<b><i>xy</i></b>'],
    ['reads text, references and comments', '<b><i><u>&amp;<!-- u -->x</u></i></b>', '<b><i>&x</i></b>'],
  ])('%s', (_, html, expected) => {
    expect(parse(html, 2).text).toBe(expected);
  });

  test('opens at most twice as many elements as the limit, whatever comes', () => {
    const piece = fc.constantFrom(
      '<b>',
      '<p>',
      '</p>',
      '<svg>',
      '</svg>',
      '<script>',
      '</script>',
      '</b>',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        expect(parse(pieces.join(''), 3).deepest).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe('a body of many thousand open elements', () => {
  test.each([
    ['elements that are kept', '<i>'.repeat(29_142) + '</b>'.repeat(29_142)],
    ['elements that are discarded', '<svg>'.repeat(39_000)],
    ['unknown elements', '<x>'.repeat(40_000) + '</y>'.repeat(19_000)],
  ])('is read in linear time: %s', (_, html) => {
    expect(sanitizeBody(`${html}z`, null)).not.toContain('<svg');
  });

  test('keeps the text of the deepest one', () => {
    expect(sanitizeBody(`${'<i>'.repeat(5_000)}deep${'</i>'.repeat(5_000)}<b>after</b>`, null)).toMatch(
      /^(<i>){100}deep(<\/i>){100}<b>after<\/b>$/,
    );
  });

  test('keeps no script below the limit', () => {
    expect(sanitizeBody(`${'<i>'.repeat(300)}<script>alert(1)</script>`, null)).not.toContain('alert');
  });
});
