import type { Language } from '../../base/locale/language.ts';
import type { Newsroom } from '../../domain/newsroom.ts';

/** Links a notice to the first mail about the release (RFC 5322 section 3.6.4). */
export function threadHeaders(original: string | null): { readonly [name: string]: string } {
  return original === null ? {} : { 'In-Reply-To': original, References: original };
}

/** RFC 3834: prevents automatic replies. */
export function automaticHeaders(language: Language): { readonly [name: string]: string } {
  return { 'Auto-Submitted': 'auto-generated', 'Content-Language': language };
}

/** Lets mail clients identify and cancel the subscription (RFC 2919, RFC 2369, RFC 8058). */
export function listHeaders(
  newsroom: Newsroom,
  language: Language,
  cancel: string,
): { readonly [name: string]: string } {
  return {
    'List-Id': `<${listId(newsroom, language)}>`,
    'List-Unsubscribe': `<${cancel}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

/** Does not depend on the slug or the host, so that readers' mail filters still work after a change of these. */
function listId({ number, authority }: Newsroom, language: Language): string {
  return `${language}.newsroom-${number}.${toDotAtom(authority)}`;
}

export function messageId(baseUrl: string, ...parts: readonly (string | number)[]): string {
  return `<${parts.join('.')}@${toDotAtom(new URL(baseUrl).hostname)}>`;
}

/** Converts a host to an RFC 5322 `dot-atom`, which cannot contain an IPv6 address. */
function toDotAtom(host: string): string {
  return host.replace(/[^a-z0-9.-]+/gi, '-').replace(/^[-.]+|[-.]+$/g, '') || 'localhost';
}

/** Breaks up text that looks like an encoded word (RFC 2047) by an invisible word joiner, so that no client decodes it. */
export function headerText(text: string): string {
  return text.replaceAll('=?', '=\u2060?');
}
