import { type ParserOptions, Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

export interface NestingLimit {
  /** How many elements are open in the parser that reads the tokens. */
  depth(): number;
  /** Elements whose content nobody sees. */
  readonly discarded: ReadonlySet<string>;
  /** Deeper start tags are left out, and as many end tags of the same name. */
  readonly depthLimit: number;
}

export interface BoundedParserOptions extends ParserOptions {
  readonly nesting: NestingLimit;
}

export function boundedParserOptions(nesting: NestingLimit): BoundedParserOptions {
  return { Tokenizer: BoundedTokenizer, nesting };
}

type TokenizerOptions = ConstructorParameters<typeof Tokenizer>[0];

/**
 * htmlparser2's `Parser` searches and moves the list of open elements for each tag, so its time is the number of tags
 * times the depth. With a limit of the depth, the time is linear in the length of the text.
 *
 * Start tags of discarded elements pass up to twice the limit: without them, their content would be seen.
 */
class BoundedTokenizer extends Tokenizer {
  readonly #source: { text: string };

  constructor(options: TokenizerOptions & Partial<BoundedParserOptions>, callbacks: TokenizerCallbacks) {
    super(options, callbacks);
    this.#source = { text: '' };
    if (options.nesting !== undefined) skipDeepTags(callbacks, this.#source, options.nesting);
  }

  override write(chunk: string): void {
    this.#source.text += chunk;
    super.write(chunk);
  }
}

/** Changes the callbacks in place, because the parser that owns them reads its own positions from itself. */
function skipDeepTags(
  callbacks: TokenizerCallbacks,
  source: { readonly text: string },
  { depth, discarded, depthLimit }: NestingLimit,
): void {
  const skipped = new Map<string, number>();
  let isSkipping = false;
  const nameAt = (start: number, end: number) => source.text.slice(start, end).toLowerCase();
  const isTooDeep = (name: string) => !discarded.has(name) || depth() >= 2 * depthLimit;
  const { onopentagname, onclosetag, onattribname, onattribdata, onattribentity, onattribend } = callbacks;
  const { onopentagend, onselfclosingtag } = callbacks;
  callbacks.onopentagname = (start, end) => {
    isSkipping = false;
    if (depth() >= depthLimit) {
      const name = nameAt(start, end);
      isSkipping = isTooDeep(name);
      if (isSkipping) skipped.set(name, (skipped.get(name) ?? 0) + 1);
    }
    if (!isSkipping) onopentagname.call(callbacks, start, end);
  };
  callbacks.onattribname = (start, end) => {
    if (!isSkipping) onattribname.call(callbacks, start, end);
  };
  callbacks.onattribdata = (start, end) => {
    if (!isSkipping) onattribdata.call(callbacks, start, end);
  };
  callbacks.onattribentity = (codepoint) => {
    if (!isSkipping) onattribentity.call(callbacks, codepoint);
  };
  callbacks.onattribend = (quote, end) => {
    if (!isSkipping) onattribend.call(callbacks, quote, end);
  };
  callbacks.onopentagend = (end) => {
    if (!isSkipping) onopentagend.call(callbacks, end);
    isSkipping = false;
  };
  callbacks.onselfclosingtag = (end) => {
    if (!isSkipping) onselfclosingtag.call(callbacks, end);
    isSkipping = false;
  };
  callbacks.onclosetag = (start, end) => {
    const name = skipped.size === 0 ? '' : nameAt(start, end);
    const open = skipped.get(name) ?? 0;
    if (open === 0) onclosetag.call(callbacks, start, end);
    else skipped.set(name, open - 1);
  };
}
