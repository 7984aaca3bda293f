import type { Route } from './routes.ts';

/** The newest of some words, so that what the server forgot or revoked is not asked for for ever. */
export class Pool {
  readonly #most: number;
  #words: readonly string[];

  constructor(words: readonly string[], most: number) {
    this.#words = words;
    this.#most = most;
  }

  get words(): readonly string[] {
    return this.#words;
  }

  add(word: string): void {
    if (!this.#words.includes(word)) this.#words = [...this.#words, word].slice(-this.#most);
  }
}

/** Newsrooms' tokens, of which each opens its own. */
export class Tokens {
  /** By the newsroom's number, which a token says (see `src/newsroom/token.ts`). */
  readonly #first = new Map<string, string>();
  readonly #pools = new Map<string, Pool>();
  readonly #numbers = new Map<string, string>();

  /** `slug` is that of its newsroom, where the answer says it. */
  add(token: string, slug: string | undefined): void {
    const number = token.split('_')[1] ?? '';
    if (slug !== undefined) this.#numbers.set(slug, number);
    const pool = this.#pools.get(number);
    pool?.add(token);
    if (pool !== undefined) return;
    this.#first.set(number, token);
    this.#pools.set(number, new Pool([token], 3));
  }

  of(slug: string): readonly string[] {
    const number = this.#numbers.get(slug) ?? '';
    const first = this.#first.get(number);
    return [...(first === undefined ? [] : [first, first]), ...(this.#pools.get(number)?.words ?? [])];
  }

  /** Whether `id` is that of a newsroom's first token, which is never revoked: the fuzzer would be locked out. */
  isFirst(id: string): boolean {
    return [...this.#first.values()].some((token) => token.split('_')[2] === id);
  }
}

/** What the fuzzer has to go by. */
export interface Known {
  readonly routes: readonly Route[];
  /** Where the service is asked, and what it calls itself. */
  readonly origin: string;
  readonly admin: string;
  /** Another server of the fuzzer's, with documents to fetch and callbacks to call. */
  readonly neighbour: number;
  /** Of newsrooms that are there, and of others that may come to be. The first two have something in them. */
  readonly slugs: readonly string[];
  readonly tokens: Tokens;
  readonly numbers: Pool;
  readonly ids: Pool;
  readonly cursors: Pool;
  readonly previews: Pool;
  /** Of subscriptions, out of mails. */
  readonly links: Pool;
  readonly files: Pool;
  readonly styles: Pool;
  readonly exports: Pool;
}

/** Longer answers say nothing that shorter ones do not. */
export const LEARNT_FROM = 64 * 1024;

export function learn(known: Known, path: string, text: string): void {
  const [, slug] = /^\{"newsroom":\{[^{}]*?"slug":"([^"]+)"/.exec(text) ?? [];
  for (const [, token = ''] of text.matchAll(/"token":"(kaiku_\w+)"/g)) known.tokens.add(token, slug);
  collect(known.numbers, text, /"number":(\d+)/g);
  for (const [, id = ''] of text.matchAll(/"id":"([\w-]{1,80})"/g))
    if (!known.tokens.isFirst(id)) known.ids.add(id);
  collect(known.cursors, text, /"next":"([^"\\]{1,80})"/g);
  collect(known.previews, text, /\/preview\/([\w.~-]{10,200})/g);
  collect(known.files, text, /\/media\/(\d+\/[\w-]+\/[\w.%-]+)/g);
  collect(known.styles, text, /\/assets\/(kaiku-[0-9a-z]+\.css)/g);
  // One that is cut off restores nothing.
  const isWhole = text.startsWith('{') && text.length < LEARNT_FROM;
  if (/\/export(?:\?|$)/.test(path) && isWhole) known.exports.add(text);
}

/** The links in a mail as it came over the wire (RFC 2045 section 6.7 folds lines). */
export function learnFromMail(known: Known, mail: string): void {
  collect(known.links, mail.replace(/=\r?\n/g, ''), /\/subscriptions\/\w+\/([0-9a-z.]{60,200})/g);
}

function collect(pool: Pool, text: string, pattern: RegExp): void {
  for (const [, word] of text.matchAll(pattern)) if (word !== undefined) pool.add(word);
}
