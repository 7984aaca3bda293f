import { NEWSROOM } from '../http/harness.ts';

export const IMPORTS = `${NEWSROOM}/imports`;

/** An Atom document of so many entries, an hour apart, the newest first. */
export function imported(count: number): string {
  const start = Date.parse('2026-01-05T09:00:00+02:00');
  const entries = Array.from({ length: count }, (_, n) => {
    const date = new Date(start - n * 3_600_000).toISOString();
    return (
      `<entry><id>urn:kyla:${n}</id><title>Kylän tiedote ${n}</title><published>${date}</published>` +
      `<updated>${date}</updated><content type="html">&lt;p&gt;Teksti.&lt;/p&gt;</content></entry>`
    );
  });
  return `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fi"><title>Kylä</title><id>urn:kyla</id>
    <updated>2026-01-05T09:00:00Z</updated>${entries.join('')}</feed>`;
}
