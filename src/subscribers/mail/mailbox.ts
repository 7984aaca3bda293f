import { toPlainLine } from '../../domain/text.ts';
import { parseAddress } from '../address.ts';
import type { Mailbox } from './mail.ts';

/** RFC 5322 section 3.4 `name-addr`. */
const NAMED = /^(?:"((?:[^"\\]|\\.)*)"|([^"<>]*?))\s*<([^<>]+)>$/;

export function parseMailbox(text: string): Mailbox | null {
  const [, quoted, plain, inside] = NAMED.exec(text.trim()) ?? [];
  const address = parseAddress(inside ?? text, 'any host');
  if (address === null) return null;
  const name = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
  return { name: toPlainLine(name), address };
}
