import { oneLine } from '../../domain/text.ts';
import { normalAddress } from '../address.ts';
import type { Mailbox } from './mail.ts';

/** `Name <address>`, the name plain or quoted (RFC 5322 section 3.4 `name-addr`), or an address alone. */
const NAMED = /^(?:"((?:[^"\\]|\\.)*)"|([^"<>]*?))\s*<([^<>]+)>$/;

/** The sender's mailbox as the operator wrote it; null when it is none. */
export function parseMailbox(text: string): Mailbox | null {
  const [, quoted, plain, inside] = NAMED.exec(text.trim()) ?? [];
  const address = normalAddress(inside ?? text, 'any host');
  if (address === null) return null;
  const name = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
  return { name: oneLine(name), address };
}
