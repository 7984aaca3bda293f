import { utf8Bytes } from '../domain/limits.ts';
import { HUB_LIMITS } from './limits.ts';

/** A subscriber's request (WebSub section 5.1), read and within bounds; whether there is such a topic is open. */
export interface HubRequest {
  readonly mode: 'subscribe' | 'unsubscribe';
  readonly topic: string;
  readonly callback: string;
  /** Within the hub's own bounds, whatever was asked for. */
  readonly leaseSeconds: number;
  readonly secret: string | null;
}

/** Why a request is refused: keys under `hub:refused` in the catalogues. */
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
  | 'full';

export type ParsedHubRequest =
  | { readonly ok: true; readonly value: HubRequest }
  | { readonly ok: false; readonly refusal: HubRefusal };

/** Reads the form. What it does not know is ignored, as section 5.1 asks; what it knows must stand there once. */
export function parseHubRequest(form: URLSearchParams): ParsedHubRequest {
  const once = (name: string): string | null => {
    const values = form.getAll(name);
    return values.length === 1 ? (values[0] ?? null) : null;
  };
  const mode = once('hub.mode');
  if (mode !== 'subscribe' && mode !== 'unsubscribe') return refuse('mode');
  const topic = once('hub.topic');
  if (topic === null || topic === '' || topic.length > HUB_LIMITS.urlLength) return refuse('topic');
  const callback = once('hub.callback');
  if (callback === null || !isCallback(callback)) return refuse('callback');
  const leaseSeconds = leaseOf(form.getAll('hub.lease_seconds'));
  if (leaseSeconds === null) return refuse('lease');
  const secrets = form.getAll('hub.secret');
  const secret = secrets[0] ?? '';
  if (secrets.length > 1 || utf8Bytes(secret) > HUB_LIMITS.secretBytes) return refuse('secret');
  return { ok: true, value: { mode, topic, callback, leaseSeconds, secret: secret === '' ? null : secret } };
}

function refuse(refusal: HubRefusal): ParsedHubRequest {
  return { ok: false, refusal };
}

/** ASCII, as an address is; a fragment would swallow the parameters that are put behind. */
function isCallback(text: string): boolean {
  return text.length <= HUB_LIMITS.urlLength && /^https?:\/\/[!-~]+$/i.test(text) && !text.includes('#');
}

/** A positive decimal number (section 5.1), brought within bounds; an empty value is none. Null when it is no such. */
function leaseOf(values: readonly string[]): number | null {
  const { usual, least, most } = HUB_LIMITS.lease;
  const [asked = ''] = values;
  if (values.length > 1) return null;
  if (asked === '') return usual;
  if (!/^[0-9]{1,20}$/.test(asked) || Number(asked) === 0) return null;
  return Math.min(Math.max(Number(asked), least), most);
}

/** The callback with further parameters; those it has itself stay as they are (section 5.3). */
export function withParameters(callback: string, parameters: { readonly [name: string]: string }): string {
  const joint = !callback.includes('?') ? '?' : /[?&]$/.test(callback) ? '' : '&';
  return `${callback}${joint}${new URLSearchParams(parameters)}`;
}
