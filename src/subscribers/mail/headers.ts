import type { Language } from '../../base/locale/language.ts';
import type { Newsroom } from '../../domain/newsroom.ts';

/** The first mail of a thread and the one that answers it hang together by these (RFC 5322 section 3.6.4). */
export function threadHeaders(original: string | null): { readonly [name: string]: string } {
  return original === null ? {} : { 'In-Reply-To': original, References: original };
}

/** RFC 3834: no vacation message answers these. The language is the mail's own. */
export function automaticHeaders(language: Language): { readonly [name: string]: string } {
  return { 'Auto-Submitted': 'auto-generated', 'Content-Language': language };
}

/** What mail programs know the subscription by, and cancel it with in one click (RFC 2919, RFC 2369, RFC 8058). */
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

/** Fixed with the newsroom as its tag URIs are, so that readers' filters outlive a new slug and a new host. */
function listId({ number, authority }: Newsroom, language: Language): string {
  return `${language}.newsroom-${number}.${domain(authority)}`;
}

/** `{release}.{revision}.{reader}@{host}`: what is announced of which revision, to whom. */
export function messageId(baseUrl: string, ...parts: readonly (string | number)[]): string {
  return `<${parts.join('.')}@${domain(new URL(baseUrl).hostname)}>`;
}

/** A host as RFC 5322 `dot-atom` can say it; an IPv6 address cannot stand there as it is. */
function domain(host: string): string {
  return host.replace(/[^a-z0-9.-]+/gi, '-').replace(/^[-.]+|[-.]+$/g, '') || 'localhost';
}

/**
 * Words of a publisher's as a header field may hold them. Text that looks like an encoded word (RFC 2047) would be decoded
 * by the reader's program, line ends and all; a word joiner, which nobody sees, keeps it what it is.
 */
export function headerText(text: string): string {
  return text.replaceAll('=?', '=\u2060?');
}
