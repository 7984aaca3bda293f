/**
 * `<kaiku-releases newsroom="…">` shows a newsroom's latest releases on a partner's page, from the JSON feed. `npm run embed`
 * builds `/embed/kaiku.js` from this file.
 *
 * It has no shadow tree, so that the page's own style applies. The element's original content is a fallback for readers
 * without scripts, and is restored when the feed cannot be loaded.
 */

type Language = 'fi' | 'sv' | 'en';
type Words = { readonly [W in 'loading' | 'failed' | 'none' | 'all']: string };

/** Texts of the catalogues, which the build inserts. */
declare const WORDS: { readonly [L in Language]: Words };

/** The script's address is `{base}/embed/kaiku.js`, and the feeds have the same base. */
const BASE = new URL('..', import.meta.url).href;
const LIMIT = { default: 5, most: 50 };
/** Milliseconds. */
const PATIENCE = 20_000;

class KaikuReleases extends HTMLElement {
  static observedAttributes = ['newsroom', 'lang', 'limit', 'keyword', 'type', 'heading'];
  #inside: Node[] | undefined;
  #running: AbortController | undefined;
  #isAsked = false;

  connectedCallback(): void {
    this.#inside ??= [...this.childNodes];
    this.#ask();
  }

  disconnectedCallback(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#ask();
  }

  /** Waits for a microtask, so that attributes that change together cause one request. */
  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    queueMicrotask(() => {
      this.#isAsked = false;
      if (this.isConnected) void this.#load();
    });
  }

  async #load(): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const patience = setTimeout(() => running.abort(), PATIENCE);
    const language = languageOf(this);
    const { loading, failed } = WORDS[language];
    this.setAttribute('aria-busy', 'true');
    this.replaceChildren(said(loading, language), ...this.#fallback(language));
    const shown = await this.#list(language, running.signal).catch(() => null);
    clearTimeout(patience);
    // A newer request has started, or the element was removed from the page.
    if (this.#running !== running) return;
    this.replaceChildren(
      shown ?? said(failed, language),
      ...(shown === null ? this.#fallback(language) : []),
    );
    this.removeAttribute('aria-busy');
  }

  /** @throws when the feed cannot be loaded or is not a feed. */
  async #list(language: Language, signal: AbortSignal): Promise<Element> {
    const response = await fetch(`${this.#page(language)}/feed.json`, { signal, credentials: 'omit' });
    const feed: unknown = response.ok ? await response.json() : null;
    const items = member(feed, 'items');
    if (!Array.isArray(items)) throw new TypeError('no feed');
    const type = this.getAttribute('type');
    const heading = `h${this.#number('heading', 3, 2, 6)}`;
    const shown = items
      .filter((item) => !type || member(member(item, '_kaiku'), 'type') === type)
      .slice(0, this.#number('limit', LIMIT.default, 1, LIMIT.most));
    if (shown.length === 0) return said(WORDS[language].none, language);
    const list = element(
      'ul',
      shown.map((item) => entry(item, heading)),
    );
    list.setAttribute('lang', language);
    // Safari removes the list role from a list without markers.
    list.setAttribute('role', 'list');
    return list;
  }

  /** The page of the listed releases, which is also the base of the feed's address. */
  #page(language: Language): string {
    const [newsroom, keyword, type] = ['newsroom', 'keyword', 'type'].map((name) => this.#text(name));
    const cut = keyword ? `/keywords/${keyword}` : type ? `/types/${type}` : '';
    return `${BASE}${language}/${newsroom}${cut}`;
  }

  /** An attribute as a path segment. Keywords in paths are in NFC and lower case. */
  #text(name: string): string {
    const text = (this.getAttribute(name) ?? '').trim().replace(/\s+/g, ' ');
    return encodeURIComponent(text.normalize('NFC').toLowerCase());
  }

  #number(name: string, otherwise: number, least: number, most: number): number {
    const number = Number.parseInt(this.getAttribute(name) ?? '', 10) || otherwise;
    return Math.min(Math.max(number, least), most);
  }

  /** The element's original content, or else a link to the same releases. */
  #fallback(language: Language): Node[] {
    const inside = this.#inside ?? [];
    if (inside.some((node) => node.textContent?.trim())) return inside;
    const link = element('a', WORDS[language].all);
    link.setAttribute('href', this.#page(language));
    link.setAttribute('lang', language);
    return [link];
  }
}

/** Values of the feed are inserted as text only, and a link must be HTTP or HTTPS. */
function entry(item: unknown, heading: string): Element {
  const url = text(item, 'url');
  const title = element('a', text(item, 'title'));
  if (/^https?:\/\//.test(url)) title.setAttribute('href', url);
  const at = text(item, 'date_published');
  const time = element('time', stamp(at));
  time.setAttribute('datetime', at);
  const lead = text(item, 'summary');
  const parts = [element(heading, [title]), element('p', [time]), ...(lead ? [element('p', lead)] : [])];
  const li = element('li', parts);
  const language = text(item, 'language');
  if (language) li.setAttribute('lang', language);
  return li;
}

/** Turns `2025-11-12T23:08:27+02:00` into `12.11.2025 23:08:27 EET`. The feed has Helsinki times. */
function stamp(at: string): string {
  const [, year, month, day, clock, offset] = /^(\d{4})-(\d\d)-(\d\d)T([\d:]{8})\+0([23]):00$/.exec(at) ?? [];
  return clock ? `${Number(day)}.${Number(month)}.${year} ${clock} EE${offset === '2' ? '' : 'S'}T` : at;
}

/** Screen readers announce the paragraph without moving the focus. */
function said(words: string, language: Language): Element {
  const paragraph = element('p', words);
  paragraph.setAttribute('role', 'status');
  paragraph.setAttribute('lang', language);
  return paragraph;
}

function element(name: string, content: string | readonly Node[]): Element {
  const made = document.createElement(name);
  if (typeof content === 'string') made.textContent = content;
  else made.append(...content);
  return made;
}

function languageOf(of: Element): Language {
  const tag = of.closest('[lang]')?.getAttribute('lang')?.toLowerCase().split('-')[0];
  return tag === 'sv' || tag === 'en' ? tag : 'fi';
}

function text(value: unknown, name: string): string {
  const found = member(value, name);
  return typeof found === 'string' ? found : '';
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

// A page may load the script twice.
if (!customElements.get('kaiku-releases')) customElements.define('kaiku-releases', KaikuReleases);
