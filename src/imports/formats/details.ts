import { oneLine } from '../../domain/text.ts';
import type { ImportContact, ImportLink, ImportMedia } from '../document.ts';
import { resolveAddress } from '../html.ts';

/** What a format says of a contact, a medium or a link: text that may be empty, and then says nothing. */
type Written<Field extends string> = { readonly [F in Field]?: string };

/** Null when nothing is said. One without a name goes by its title, else by where to reach it. */
export function contactFrom(written: Written<'name' | 'title' | 'email' | 'phone'>): ImportContact | null {
  const email = oneLine(written.email ?? '').replace(/^mailto:/i, '');
  const phone = oneLine(written.phone ?? '').replace(/^tel:/i, '');
  const title = oneLine(written.title ?? '');
  const name = oneLine(written.name ?? '') || title || email || phone;
  if (name === '') return null;
  return {
    name,
    ...(title !== '' && title !== name && { title }),
    ...(email !== '' && { email }),
    ...(phone !== '' && { phone }),
  };
}

/** Null without an address. A relative one is resolved against `base`. `bytes` of 0 means unknown. */
export function mediumFrom(
  written: Written<'url' | 'type' | 'alt' | 'caption' | 'credit'>,
  base: string | null,
  bytes: unknown = 0,
): ImportMedia | null {
  const [url = '', type = '', credit = ''] = [written.url, written.type, written.credit].map((text) =>
    oneLine(text ?? ''),
  );
  const [alt, caption] = [(written.alt ?? '').trim(), (written.caption ?? '').trim()];
  if (url === '') return null;
  return {
    url: resolveAddress(url, base),
    ...(type !== '' && { type }),
    ...(typeof bytes === 'number' && bytes > 0 && { bytes }),
    ...(alt !== '' && { alt }),
    ...(caption !== '' && { caption }),
    ...(credit !== '' && { credit }),
  };
}

/** Null without an address. A relative one is resolved against `base`. */
export function linkFrom(written: Written<'url' | 'title'>, base: string | null): ImportLink | null {
  const [url, title] = [oneLine(written.url ?? ''), oneLine(written.title ?? '')];
  return url === '' ? null : { url: resolveAddress(url, base), ...(title !== '' && { title }) };
}

/** Those that there are. */
export function present<T>(all: readonly (T | null)[]): T[] {
  return all.filter((one) => one !== null);
}
