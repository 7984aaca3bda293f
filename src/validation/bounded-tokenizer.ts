import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

export interface NestingLimit {
  /** How many elements are open in the parser that reads the tokens. */
  depth(): number;
  /** Elements whose content nobody sees. */
  readonly discarded: ReadonlySet<string>;
  /** Deeper start tags are left out, and as many end tags of the same name. */
  readonly depthLimit: number;
}

/**
 * htmlparser2's `Parser` searches and moves the list of open elements for each tag, so its time is the number of tags
 * times the depth. With a limit of the depth, the time is linear in the length of the text.
 *
 * Start tags of discarded elements pass up to twice the limit: without them, their content would be seen.
 */
export function boundedTokenizer(limit: NestingLimit): typeof Tokenizer {
  return class extends Tokenizer {
    readonly #source: { text: string };

    constructor(options: ConstructorParameters<typeof Tokenizer>[0], callbacks: TokenizerCallbacks) {
      super(options, callbacks);
      const source = { text: '' };
      this.#source = source;
      skipDeepTags(callbacks, source, limit);
    }

    override write(chunk: string): void {
      this.#source.text += chunk;
      super.write(chunk);
    }
  };
}

/** Changes the callbacks in place, because the parser that owns them reads its own positions from itself. */
function skipDeepTags(
  callbacks: TokenizerCallbacks,
  source: { readonly text: string },
  limit: NestingLimit,
): void {
  const skipped = new Map<string, number>();
  let isSkipping = false;
  const nameAt = (start: number, end: number) => source.text.slice(start, end).toLowerCase();
  const isTooDeep = (name: string) => {
    const depth = limit.depth();
    if (depth < limit.depthLimit) return false;
    return !limit.discarded.has(name) || depth >= 2 * limit.depthLimit;
  };
  const unlessSkipping =
    <Given extends unknown[]>(callback: (...given: Given) => void) =>
    (...given: Given) => {
      if (!isSkipping) callback.apply(callbacks, given);
    };
  const atTagEnd = (callback: (end: number) => void) => (end: number) => {
    if (!isSkipping) callback.call(callbacks, end);
    isSkipping = false;
  };
  const { onopentagname, onclosetag } = callbacks;
  callbacks.onopentagname = (start, end) => {
    const name = nameAt(start, end);
    isSkipping = isTooDeep(name);
    if (isSkipping) skipped.set(name, (skipped.get(name) ?? 0) + 1);
    else onopentagname.call(callbacks, start, end);
  };
  callbacks.onattribname = unlessSkipping(callbacks.onattribname);
  callbacks.onattribdata = unlessSkipping(callbacks.onattribdata);
  callbacks.onattribentity = unlessSkipping(callbacks.onattribentity);
  callbacks.onattribend = unlessSkipping(callbacks.onattribend);
  callbacks.onopentagend = atTagEnd(callbacks.onopentagend);
  callbacks.onselfclosingtag = atTagEnd(callbacks.onselfclosingtag);
  callbacks.onclosetag = (start, end) => {
    const name = nameAt(start, end);
    const open = skipped.get(name) ?? 0;
    if (open === 0) onclosetag.call(callbacks, start, end);
    else skipped.set(name, open - 1);
  };
}
