import { parseProxies } from '../http/client.ts';
import { CONFIRMATION_BOUNDS, type ConfirmationBounds } from '../subscribers/confirmation-limits.ts';
import { HUB_BOUNDS, type HubBounds } from '../websub/limits.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';

/** Comes from variables on Node, and from vars and secrets on Workers, where '' means unset. */
export interface Environment {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly adminToken: string | null;
  /** Keys are derived from it. Null where none is given: Node makes one. */
  readonly secret: string | null;
  /** Secrets of other installations, whose exports are trusted as much as those of this one. */
  readonly trustedSecrets: readonly string[];
  /** Allows requests to loopback and private addresses, for tests. */
  readonly allowPrivateHosts: boolean;
  readonly hubUrl: string | null;
  /** Requests of one client a minute. */
  readonly rates: { readonly hub: number; readonly subscribe: number };
  readonly bounds: Bounds;
  /** CIDR blocks of proxies whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies: readonly string[];
  readonly mail: MailEnvironment;
  /** An e-mail address, or the address of a page, to which readers report accessibility problems. */
  readonly accessibilityContact: string | null;
  readonly logLevel: LogLevel;
}

export interface Bounds {
  readonly hub: HubBounds;
  readonly confirmations: ConfirmationBounds;
}

export const DEFAULT_BOUNDS: Bounds = { hub: HUB_BOUNDS, confirmations: CONFIRMATION_BOUNDS };

export interface MailEnvironment {
  readonly smtpUrl: string | null;
  readonly from: string | null;
  /** `key` is PKCS #8 or #1 in PEM, `selector` the name under `_domainkey` (RFC 6376 section 3.6.2.1). */
  readonly dkim: { readonly key: string; readonly selector: string } | null;
}

export interface Variables {
  readonly KAIKU_BASE_URL?: string | undefined;
  readonly KAIKU_ADMIN_TOKEN?: string | undefined;
  readonly KAIKU_SECRET?: string | undefined;
  readonly KAIKU_TRUSTED_SECRETS?: string | undefined;
  readonly KAIKU_ALLOW_PRIVATE_HOSTS?: string | undefined;
  readonly KAIKU_HUB_URL?: string | undefined;
  readonly KAIKU_RATE_HUB?: string | undefined;
  readonly KAIKU_RATE_SUBSCRIBE?: string | undefined;
  readonly KAIKU_HUB_BYTES_PER_HOST?: string | undefined;
  readonly KAIKU_HUB_SUBSCRIPTIONS_PER_HOST?: string | undefined;
  readonly KAIKU_HUB_REQUESTS_PER_HOST?: string | undefined;
  readonly KAIKU_CONFIRMATIONS_PER_MAILBOX?: string | undefined;
  readonly KAIKU_CONFIRMATIONS_PER_DOMAIN?: string | undefined;
  readonly KAIKU_CONFIRMATIONS_PER_NEWSROOM?: string | undefined;
  readonly KAIKU_TRUST_PROXY?: string | undefined;
  readonly KAIKU_SMTP_URL?: string | undefined;
  readonly KAIKU_MAIL_FROM?: string | undefined;
  readonly KAIKU_DKIM_KEY?: string | undefined;
  readonly KAIKU_DKIM_SELECTOR?: string | undefined;
  readonly KAIKU_ACCESSIBILITY_CONTACT?: string | undefined;
  readonly KAIKU_LOG?: string | undefined;
}

/** Default requests of one client a minute, and the highest number that an operator may set. */
export const RATES = { hub: 120, subscribe: 30, most: 1_000_000 } as const;

const MOST_BYTES = 1_000_000_000_000;

/** The least number of characters of the token that founds newsrooms. */
export const ADMIN_TOKEN_LENGTH = 16;

/** Lengths of RFC 5321 section 4.5.3.1. */
const EMAIL = /^[^\s<>@",;:\\()[\]]{1,64}@[^\s<>@",;:\\()[\]]{1,253}$/;
/** A name, quoted or not, before an address in angle brackets (RFC 5322 section 3.4). */
const NAMED_MAILBOX = /^(?:"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"|[^"<>@,;:\\\p{Cc}]*)\s*<([^<>]*)>$/u;
const PEM = /^-----BEGIN ((?:RSA )?PRIVATE KEY)-----\n[A-Za-z0-9+/=\n]+\n-----END \1-----$/;
const SELECTOR = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

/** @throws an error that names the variable that cannot be used, without its value, which may be a secret. */
export function readVariables(given: Variables, defaultBaseUrl: string): Environment {
  return {
    baseUrl: baseUrlOf(given.KAIKU_BASE_URL || defaultBaseUrl),
    adminToken: adminTokenOf(given.KAIKU_ADMIN_TOKEN),
    secret: optional(given.KAIKU_SECRET, (text) => secretOf('KAIKU_SECRET', text)),
    trustedSecrets: (given.KAIKU_TRUSTED_SECRETS ?? '')
      .split(/[\s,]+/)
      .filter((text) => text !== '')
      .map((text) => secretOf('KAIKU_TRUSTED_SECRETS', text)),
    allowPrivateHosts: flag('KAIKU_ALLOW_PRIVATE_HOSTS', given.KAIKU_ALLOW_PRIVATE_HOSTS),
    hubUrl: optional(given.KAIKU_HUB_URL, hubUrlOf),
    rates: {
      hub: limit(given, 'KAIKU_RATE_HUB', RATES.hub),
      subscribe: limit(given, 'KAIKU_RATE_SUBSCRIBE', RATES.subscribe),
    },
    bounds: {
      hub: {
        bytesPerHost: limit(given, 'KAIKU_HUB_BYTES_PER_HOST', HUB_BOUNDS.bytesPerHost, MOST_BYTES),
        subscriptionsPerHost: limit(
          given,
          'KAIKU_HUB_SUBSCRIPTIONS_PER_HOST',
          HUB_BOUNDS.subscriptionsPerHost,
        ),
        requestsPerHost: limit(given, 'KAIKU_HUB_REQUESTS_PER_HOST', HUB_BOUNDS.requestsPerHost),
      },
      confirmations: {
        perMailbox: limit(given, 'KAIKU_CONFIRMATIONS_PER_MAILBOX', CONFIRMATION_BOUNDS.perMailbox),
        perDomain: limit(given, 'KAIKU_CONFIRMATIONS_PER_DOMAIN', CONFIRMATION_BOUNDS.perDomain),
        perNewsroom: limit(given, 'KAIKU_CONFIRMATIONS_PER_NEWSROOM', CONFIRMATION_BOUNDS.perNewsroom),
      },
    },
    trustedProxies: optional(given.KAIKU_TRUST_PROXY, proxiesOf) ?? [],
    mail: {
      smtpUrl: optional(given.KAIKU_SMTP_URL, smtpUrlOf),
      from: optional(given.KAIKU_MAIL_FROM, mailboxOf),
      dkim: dkimOf(given.KAIKU_DKIM_KEY?.trim(), given.KAIKU_DKIM_SELECTOR?.trim()),
    },
    accessibilityContact: optional(given.KAIKU_ACCESSIBILITY_CONTACT, contactOf),
    logLevel: optional(given.KAIKU_LOG, logLevelOf) ?? 'errors',
  };
}

/** @throws an error for one that could be guessed. */
function adminTokenOf(text = ''): string | null {
  if (isShortAdminToken(text))
    throw new Error(`KAIKU_ADMIN_TOKEN must be at least ${ADMIN_TOKEN_LENGTH} characters long`);
  return text || null;
}

export function isShortAdminToken(text = ''): boolean {
  return text !== '' && text.length < ADMIN_TOKEN_LENGTH;
}

function optional<T>(text: string | undefined, parse: (text: string) => T): T | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : parse(trimmed);
}

function baseUrlOf(text: string): string {
  const baseUrl = text.trim().replace(/\/+$/, '');
  // Addresses begin at the root of the host, so a path would make links that lead nowhere.
  if (!isHttpUrl(baseUrl) || !/^https?:\/\/[^/?#@\\\s]+$/i.test(baseUrl))
    throw new Error('KAIKU_BASE_URL must be an http or https address of a host, without a path');
  return baseUrl;
}

/** A shorter one could be found by trial, from any export that it signed. */
const MIN_SECRET_LENGTH = 32;

function secretOf(name: string, text: string): string {
  if (text.length < MIN_SECRET_LENGTH)
    throw new Error(`${name} must be ${MIN_SECRET_LENGTH} characters long or longer`);
  return text;
}

function flag(name: string, text = ''): boolean {
  const trimmed = text.trim();
  if (!['', '0', '1'].includes(trimmed)) throw new Error(`${name} must be 1 or empty`);
  return trimmed === '1';
}

function limit(
  given: Variables,
  name: keyof Variables,
  byDefault: number,
  most: number = RATES.most,
): number {
  const trimmed = given[name]?.trim() ?? '';
  if (trimmed === '') return byDefault;
  const number = /^[0-9]+$/.test(trimmed) ? Number(trimmed) : 0;
  if (number < 1 || number > most) throw new Error(`${name} must be a number from 1 to ${most}`);
  return number;
}

function hubUrlOf(text: string): string {
  const url = isHttpUrl(text) ? URL.parse(text) : null;
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new Error('KAIKU_HUB_URL must be an http or https address');
  }
  return url.href;
}

function proxiesOf(text: string): readonly string[] {
  const proxies = parseProxies(text);
  if (proxies === null)
    throw new Error('KAIKU_TRUST_PROXY must be 1, or addresses and CIDR blocks with commas between');
  return proxies;
}

function smtpUrlOf(text: string): string {
  const url = /^smtps?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null || url.hostname === '' || !/^\/?$/.test(url.pathname)) {
    throw new Error('KAIKU_SMTP_URL must be smtp://host:port or smtps://host:port');
  }
  return text;
}

function mailboxOf(text: string): string {
  if (!EMAIL.test(NAMED_MAILBOX.exec(text)?.[1] ?? text)) {
    throw new Error('KAIKU_MAIL_FROM must be a mailbox, such as Kaiku <noreply@example.fi>');
  }
  return text;
}

function dkimOf(key = '', selector = ''): MailEnvironment['dkim'] {
  if (key === '' && selector === '') return null;
  if (key === '') throw new Error('KAIKU_DKIM_KEY is missing beside KAIKU_DKIM_SELECTOR');
  if (selector === '') throw new Error('KAIKU_DKIM_SELECTOR is missing beside KAIKU_DKIM_KEY');
  // Many environment files cannot hold a line break, so a key may be written with \n.
  const pem = key.replaceAll('\\n', '\n').replaceAll('\r', '');
  if (!PEM.test(pem.trim())) throw new Error('KAIKU_DKIM_KEY must be a private key in PEM');
  if (selector.length > 253 || !SELECTOR.test(selector))
    throw new Error('KAIKU_DKIM_SELECTOR must be a DNS name');
  return { key: `${pem.trim()}\n`, selector };
}

function contactOf(text: string): string {
  if (!EMAIL.test(text) && !isHttpUrl(text)) {
    throw new Error('KAIKU_ACCESSIBILITY_CONTACT must be an e-mail address or an http or https address');
  }
  return text;
}

function logLevelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level === undefined) throw new Error(`KAIKU_LOG must be ${LOG_LEVELS.join(', ')} or empty`);
  return level;
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
