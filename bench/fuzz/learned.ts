import type { Route } from './routes.ts';

/** Keeps the newest words only, since the server may have removed or revoked older ones. */
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

export class Tokens {
  /** By the newsroom's number, which is a part of the token (`src/newsroom/token.ts`). */
  readonly #first = new Map<string, string>();
  readonly #pools = new Map<string, Pool>();
  readonly #numbers = new Map<string, string>();

  add(token: string, slug: string | undefined): void {
    const number = token.split('_')[1] ?? '';
    if (slug !== undefined) this.#numbers.set(slug, number);
    const pool = this.#pools.get(number);
    pool?.add(token);
    if (pool !== undefined) return;
    this.#first.set(number, token);
    this.#pools.set(number, new Pool([token], 3));
  }

  tokensOf(slug: string): readonly string[] {
    const number = this.#numbers.get(slug) ?? '';
    const first = this.#first.get(number);
    return [...(first === undefined ? [] : [first, first]), ...(this.#pools.get(number)?.words ?? [])];
  }

  /** A newsroom's first token must never be revoked, or the fuzzer would be locked out. */
  isFirst(id: string): boolean {
    return [...this.#first.values()].some((token) => token.split('_')[2] === id);
  }
}

/** What the fuzzer knows of the server. */
export interface Known {
  readonly routes: readonly Route[];
  /** The base URL of the service. */
  readonly origin: string;
  readonly admin: string;
  /** The port of the fuzzer's own HTTP server, with documents and callbacks. */
  readonly remotePort: number;
  /** The first two newsrooms exist and have releases; the others may be created. */
  readonly slugs: readonly string[];
  readonly tokens: Tokens;
  readonly numbers: Pool;
  readonly ids: Pool;
  readonly cursors: Pool;
  readonly previews: Pool;
  /** Links of subscriptions from mails. */
  readonly links: Pool;
  readonly files: Pool;
  readonly styles: Pool;
  readonly exports: Pool;
}

/** Characters of an answer that are read. */
export const MAX_LEARNT = 64 * 1024;

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
  // An incomplete export cannot be restored.
  const isWhole = text.startsWith('{') && text.length < MAX_LEARNT;
  if (/\/export(?:\?|$)/.test(path) && isWhole) known.exports.add(text);
}

/** `mail` is a raw message, whose lines may be folded (RFC 2045 section 6.7). */
export function learnFromMail(known: Known, mail: string): void {
  collect(known.links, mail.replace(/=\r?\n/g, ''), /\/subscriptions\/\w+\/([0-9a-z.]{60,200})/g);
}

function collect(pool: Pool, text: string, pattern: RegExp): void {
  for (const [, word] of text.matchAll(pattern)) if (word !== undefined) pool.add(word);
}
