import { isIP } from 'node:net';
import { type Environment, readVariables, type Variables } from '../environment.ts';

export interface NodeEnvironment extends Environment {
  /** Where to listen; null means on all addresses. */
  readonly host: string | null;
  readonly port: number;
  readonly data: string;
  /** The cache in front that is purged by tag. */
  readonly purge: { readonly url: string; readonly token: string | null } | null;
  readonly metrics: { readonly host: string; readonly port: number } | null;
}

export interface NodeVariables extends Variables {
  readonly PORT?: string | undefined;
  readonly KAIKU_HOST?: string | undefined;
  readonly KAIKU_DATA?: string | undefined;
  readonly KAIKU_PURGE_URL?: string | undefined;
  readonly KAIKU_PURGE_TOKEN?: string | undefined;
  readonly KAIKU_METRICS?: string | undefined;
}

/** @throws an error that names the variable that cannot be used. */
export function readEnvironment(given: NodeVariables): NodeEnvironment {
  const environment = readLocalEnvironment(given);
  if (environment.mail.from !== null && environment.mail.smtpUrl === null)
    throw new Error('KAIKU_SMTP_URL is missing beside KAIKU_MAIL_FROM');
  return environment;
}

/** The same for `npm run dev`, where mail leaves without a relay. */
export function readLocalEnvironment(given: NodeVariables): NodeEnvironment {
  const port = Number(given.PORT || '8787');
  if (!isPort(port)) throw new Error('PORT must be a port number');
  const variables = readVariables(given, `http://localhost:${port}`);
  if (variables.mail.smtpUrl !== null && variables.mail.from === null)
    throw new Error('KAIKU_MAIL_FROM is missing beside KAIKU_SMTP_URL');
  return {
    ...variables,
    host: hostOf(given.KAIKU_HOST?.trim() ?? ''),
    port,
    data: given.KAIKU_DATA || './data',
    purge: purgeOf(given.KAIKU_PURGE_URL?.trim() ?? '', given.KAIKU_PURGE_TOKEN?.trim() ?? ''),
    metrics: metricsOf(given.KAIKU_METRICS?.trim() ?? ''),
  };
}

function metricsOf(text: string): NodeEnvironment['metrics'] {
  if (text === '') return null;
  const [, ipv6, name, digits] =
    /^(?:\[([0-9a-fA-F:.]{2,45})\]|([A-Za-z0-9.-]{1,253})):([0-9]{1,5})$/.exec(text) ?? [];
  const host = ipv6 ?? name;
  const port = Number(digits);
  // A port alone is refused, since it would listen on all addresses.
  if (host === undefined || !isPort(port))
    throw new Error('KAIKU_METRICS must be host:port, such as 127.0.0.1:9187');
  return { host, port };
}

function purgeOf(text: string, token: string): NodeEnvironment['purge'] {
  if (text === '') {
    if (token !== '') throw new Error('KAIKU_PURGE_URL is missing beside KAIKU_PURGE_TOKEN');
    return null;
  }
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '')
    throw new Error('KAIKU_PURGE_URL must be an http or https address');
  // It becomes a header field.
  if (!/^[\x21-\x7e]{0,1000}$/.test(token)) throw new Error('KAIKU_PURGE_TOKEN must be printable ASCII');
  return { url: url.href, token: token || null };
}

function hostOf(text: string): string | null {
  const host = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  // A name of digits alone would be read as an IPv4 address in an old form.
  const isName = /^(?=.*[a-z])[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(host);
  if (host !== '' && isIP(host) === 0 && !isName)
    throw new Error('KAIKU_HOST must be an address or a name of this machine, such as 127.0.0.1');
  return host || null;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}
