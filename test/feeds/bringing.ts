import { NEWSROOM } from '../http/harness.ts';

export const IMPORTS = `${NEWSROOM}/imports`;

/** An item of a source. */
export interface Brought {
  readonly id: number;
  readonly date: string;
  readonly updated?: string;
  readonly keyword?: string;
}

/** An Atom document. */
export function atomOf(items: readonly Brought[]): string {
  const entries = items.map(({ id, date, updated = date, keyword }) => {
    const category = keyword === undefined ? '' : `<category term="${keyword}"/>`;
    return (
      `<entry><id>urn:kyla:${id}</id><title>Kylän tiedote ${id}</title><published>${date}</published>` +
      `<updated>${updated}</updated>${category}<content type="html">&lt;p&gt;Teksti.&lt;/p&gt;</content></entry>`
    );
  });
  return `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fi"><title>Kylä</title><id>urn:kyla</id>
    <updated>2026-01-05T09:00:00Z</updated>${entries.join('')}</feed>`;
}

/** So many items, an hour apart, the newest first and the newest numbered 0. */
export function items(count: number, keyword?: string): Brought[] {
  const start = Date.parse('2026-01-05T09:00:00+02:00');
  return Array.from({ length: count }, (_, id) => ({
    ...{ id, date: new Date(start - id * 3_600_000).toISOString() },
    ...(keyword !== undefined && { keyword }),
  }));
}
