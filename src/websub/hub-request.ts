import { utf8Bytes } from '../domain/limits.ts';
import { HUB_LIMITS } from './limits.ts';

/** A subscriber's request (WebSub section 5.1). The topic need not exist. */
export interface HubRequest {
  readonly mode: 'subscribe' | 'unsubscribe';
  readonly topic: string;
  readonly callback: string;
  /** The requested lease, limited to the range of HUB_LIMITS. */
  readonly leaseSeconds: number;
  readonly secret: string | null;
}

/** Translation keys under `hub:refused`. */
export type HubRefusal =
  | 'form'
  | 'mode'
  | 'topic'
  | 'unknown-topic'
  | 'moved-topic'
  | 'callback'
  | 'private-callback'
  | 'lease'
  | 'secret'
  | 'full'
  | 'busy-host';

export type ParsedHubRequest =
  | { readonly ok: true; readonly value: HubRequest }
  | { readonly ok: false; readonly refusal: HubRefusal };

/** Ignores unknown parameters (section 5.1). Refuses a known parameter that occurs more than once. */
export function parseHubRequest(form: URLSearchParams): ParsedHubRequest {
  const singleValue = (name: string): string | null => {
    const values = form.getAll(name);
    return values.length === 1 ? (values[0] ?? null) : null;
  };
  const mode = singleValue('hub.mode');
  if (mode !== 'subscribe' && mode !== 'unsubscribe') return refuse('mode');
  const topic = singleValue('hub.topic');
  if (topic === null || topic === '' || topic.length > HUB_LIMITS.urlLength) return refuse('topic');
  const callback = singleValue('hub.callback');
  if (callback === null || !isCallback(callback)) return refuse('callback');
  const leaseSeconds = parseLease(form.getAll('hub.lease_seconds'));
  if (leaseSeconds === null) return refuse('lease');
  const secrets = form.getAll('hub.secret');
  const secret = secrets[0] ?? '';
  if (secrets.length > 1 || utf8Bytes(secret) > HUB_LIMITS.secretBytes) return refuse('secret');
  return { ok: true, value: { mode, topic, callback, leaseSeconds, secret: secret === '' ? null : secret } };
}

function refuse(refusal: HubRefusal): ParsedHubRequest {
  return { ok: false, refusal };
}

/** A fragment is refused, because appended parameters would become part of it. */
function isCallback(text: string): boolean {
  return text.length <= HUB_LIMITS.urlLength && /^https?:\/\/[!-~]+$/i.test(text) && !text.includes('#');
}

/** Seconds (section 5.1). Null when the value is no positive decimal number. */
function parseLease(values: readonly string[]): number | null {
  const { lease } = HUB_LIMITS;
  const [requested = ''] = values;
  if (values.length > 1) return null;
  if (requested === '') return lease.default;
  if (!/^[0-9]{1,20}$/.test(requested) || Number(requested) === 0) return null;
  return Math.min(Math.max(Number(requested), lease.min), lease.max);
}

/** Keeps the callback's own parameters as they are (section 5.3). */
export function withParameters(callback: string, parameters: { readonly [name: string]: string }): string {
  const separator = !callback.includes('?') ? '?' : /[?&]$/.test(callback) ? '' : '&';
  return `${callback}${separator}${new URLSearchParams(parameters)}`;
}
