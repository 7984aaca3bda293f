import { toPlainLine } from '../../domain/text.ts';
import type { ImportContact, ImportLink, ImportMedia } from '../document.ts';
import { resolveAddress } from '../html.ts';

/** Empty text is the same as a missing member. */
type WrittenFields<Field extends string> = { readonly [F in Field]?: string };

/** Without a name, the title, the e-mail or the phone becomes the name. Null when all are empty. */
export function contactFrom(
  written: WrittenFields<'name' | 'title' | 'email' | 'phone'>,
): ImportContact | null {
  const email = toPlainLine(written.email ?? '').replace(/^mailto:/i, '');
  const phone = toPlainLine(written.phone ?? '').replace(/^tel:/i, '');
  const title = toPlainLine(written.title ?? '');
  const name = toPlainLine(written.name ?? '') || title || email || phone;
  if (name === '') return null;
  return {
    name,
    ...(title !== '' && title !== name && { title }),
    ...(email !== '' && { email }),
    ...(phone !== '' && { phone }),
  };
}

/** Null without a URL. `bytes` of 0 means unknown. */
export function mediumFrom(
  written: WrittenFields<'url' | 'type' | 'alt' | 'caption' | 'credit'>,
  base: string | null,
  bytes: unknown = 0,
): ImportMedia | null {
  const [url = '', type = '', credit = ''] = [written.url, written.type, written.credit].map((text) =>
    toPlainLine(text ?? ''),
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

export function linkFrom(written: WrittenFields<'url' | 'title'>, base: string | null): ImportLink | null {
  const [url, title] = [toPlainLine(written.url ?? ''), toPlainLine(written.title ?? '')];
  return url === '' ? null : { url: resolveAddress(url, base), ...(title !== '' && { title }) };
}

export function withoutNulls<T>(all: readonly (T | null)[]): T[] {
  return all.filter((one) => one !== null);
}
