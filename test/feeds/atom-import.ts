import { NEWSROOM } from '../http/harness.ts';

export const IMPORTS = `${NEWSROOM}/imports`;

export interface AtomEntry {
  readonly id: number;
  readonly date: string;
  readonly updated?: string;
  readonly keyword?: string;
}

export function atomDocument(items: readonly AtomEntry[]): string {
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

/** Entries that are an hour apart, newest first, with ids from 0. */
export function atomEntries(count: number, keyword?: string): AtomEntry[] {
  const start = Date.parse('2026-01-05T09:00:00+02:00');
  return Array.from({ length: count }, (_, id) => ({
    id,
    date: new Date(start - id * 3_600_000).toISOString(),
    ...(keyword !== undefined && { keyword }),
  }));
}
