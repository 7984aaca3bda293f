import { isObject } from '../../src/base/json.ts';
import type { InvalidateCache } from '../../src/documents/cache-tags.ts';
import { createApp } from '../../src/http/app.ts';
import type { ClientRates } from '../../src/http/client-rates.ts';
import { type Bounds, DEFAULT_BOUNDS, type MailEnvironment } from '../../src/platform/environment.ts';
import { type NodeOptions, openService } from '../../src/platform/node/service.ts';

export const BASE = 'https://tiedotteet.example';
export const ADMIN = 'admin-token-of-the-tests';
/** 10 March 2026, noon in Helsinki. */
export const NOON = Date.parse('2026-03-10T12:00:00+02:00');
export const API = '/api/v1/newsrooms';
export const NEWSROOM = `${API}/satamakaupunki`;
export const RELEASES = `${NEWSROOM}/releases`;

export const PROFILE = {
  slug: 'satamakaupunki',
  name: { fi: 'Satamakaupunki', sv: 'Hamnstaden', en: 'Harbour City' },
  languages: ['fi', 'sv'],
  defaultLanguage: 'fi',
  website: 'https://satama.example/',
};

export const VARIANTS = {
  fi: {
    title: 'Uusi lauttalinja avataan toukokuussa',
    lead: 'Lautta kulkee tunnin välein.',
    body: '<p>Linja yhdistää saaret keskustaan.</p>',
    keywords: ['liikenne'],
  },
  sv: { title: 'Ny färjelinje öppnas i maj', body: '<p>Linjen går varje timme.</p>', keywords: ['trafik'] },
};

export interface Call {
  readonly token?: string;
  readonly json?: unknown;
  readonly headers?: { readonly [name: string]: string };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `{}` when the body is not a JSON object. */
  readonly json: { readonly [name: string]: unknown };
}

interface HarnessOptions {
  readonly allowPrivateHosts?: boolean;
  readonly mail?: MailEnvironment | null;
  readonly secret?: string | null;
  readonly trustedSecrets?: readonly string[];
  readonly bounds?: Bounds;
  readonly clientRates?: ClientRates;
  readonly onInvalidate?: InvalidateCache;
  readonly purge?: NodeOptions['purge'];
}

/** The service with an in-memory store and a clock that the test moves. */
export function openHarness({
  allowPrivateHosts = true,
  mail = null,
  secret = null,
  trustedSecrets = [],
  bounds = DEFAULT_BOUNDS,
  clientRates,
  onInvalidate = () => undefined,
  purge = null,
}: HarnessOptions = {}) {
  let at = NOON;
  const now = () => at;
  const common = { data: null, baseUrl: BASE, adminToken: ADMIN };
  const service = openService({
    ...common,
    secret,
    trustedSecrets,
    now,
    allowPrivateHosts,
    mail,
    bounds,
    onInvalidate,
    purge,
  });
  const app = createApp(service, clientRates);

  async function call(method: string, path: string, { token, json, headers }: Call = {}): Promise<Answer> {
    const response = await app.request(path, {
      method,
      headers: {
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(json !== undefined && { body: typeof json === 'string' ? json : JSON.stringify(json) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  return {
    app,
    service,
    call,
    get: (path: string, headers: { readonly [name: string]: string } = {}) => call('GET', path, { headers }),
    /** Returns the newsroom's token. */
    async createNewsroom(profile: object = PROFILE): Promise<string> {
      const created = await call('POST', API, { token: ADMIN, json: profile });
      return String(created.json.token);
    },
    /** Moves the clock to `instant` and runs the due tasks. */
    async moveTo(instant: string | number): Promise<void> {
      at = typeof instant === 'string' ? Date.parse(instant) : instant;
      await service.runDueTasks();
    },
  };
}

export type Harness = ReturnType<typeof openHarness>;

/** A service with one newsroom and one published release in Finnish and Swedish. */
export async function openNewsroom() {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  const published = await harness.call('POST', RELEASES, {
    token,
    json: { state: 'published', variants: VARIANTS },
  });
  return { ...harness, token, published };
}

/** The member at `path` of parsed JSON. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((node, name) => {
    if (Array.isArray(node)) return node[Number(name)];
    return isObject(node) ? node[name] : undefined;
  }, value);
}

export function pointers(answer: Answer): unknown[] {
  const { errors } = answer.json;
  return Array.isArray(errors) ? errors.map((error) => at(error, 'pointer')) : [];
}

function parsed(text: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
