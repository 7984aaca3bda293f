import { cpSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../src/base/json.ts';
import { createApp } from '../../src/http/app.ts';
import { openLog } from '../../src/platform/log.ts';
import { type NodeService, openService } from '../../src/platform/node/service.ts';
import { profileOf, releaseOf } from '../sample.ts';
import { SeededRandom } from '../seeded-random.ts';

export const BASE = 'https://mittaus.example';
const ADMIN = 'admin-token-of-the-trials';
const API = '/api/v1/newsrooms';
export const NEWSROOM = `${API}/mittaus`;
const FILES = 3;
const OLD_RELEASES = 24;
/** Published without a checkpoint, so that the write-ahead log has them. */
const NEW_RELEASES = 12;

export interface Answer {
  readonly status: number;
  readonly json: { readonly [member: string]: unknown };
}

/** The service over a directory, asked in this process. */
export class Site {
  readonly service: NodeService;
  readonly lines: string[] = [];
  readonly #app: ReturnType<typeof createApp>;
  #token: string;

  constructor(data: string, token = ADMIN) {
    const log = openLog({ level: 'errors', write: (line) => this.lines.push(line), now: Date.now });
    this.service = openService({ data, baseUrl: BASE, adminToken: ADMIN, now: Date.now, log });
    this.#app = createApp(this.service);
    this.#token = token;
  }

  async ask(method: string, path: string, body?: object): Promise<Answer> {
    const response = await this.#request(method, path, 'application/json', JSON.stringify(body));
    const json: unknown = await response.json().catch(() => null);
    return { status: response.status, json: isObject(json) ? json : {} };
  }

  async bytes(path: string): Promise<{ status: number; bytes: Buffer }> {
    const response = await this.#app.request(path);
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  }

  async upload(content: Buffer, name: string): Promise<Answer> {
    const path = `${NEWSROOM}/media?name=${name}`;
    const response = await this.#request('PUT', path, 'application/pdf', new Uint8Array(content));
    const json: unknown = await response.json();
    return { status: response.status, json: isObject(json) ? json : {} };
  }

  async create(): Promise<string> {
    this.#token = String((await this.ask('POST', API, profileOf('mittaus'))).json.token);
    return this.#token;
  }

  publish(n: number): Promise<Answer> {
    return this.ask('POST', `${NEWSROOM}/releases`, releaseOf(n, 2000));
  }

  #request(method: string, path: string, type: string, body: string | Uint8Array<ArrayBuffer> | undefined) {
    const headers = { Authorization: `Bearer ${this.#token}`, 'Content-Type': type, 'If-Match': '*' };
    return this.#app.request(path, { method, headers, ...(body !== undefined && { body }) });
  }
}

export interface Prepared {
  readonly token: string;
  /** The data directory as a kill after each of the newest publishes leaves it. */
  readonly snapshots: readonly {
    readonly directory: string;
    readonly releases: number;
    readonly log: number;
  }[];
  readonly titles: ReadonlyMap<number, string>;
  readonly files: readonly { readonly address: string; readonly content: Buffer; readonly name: string }[];
}

/** Fills a store and copies its directory after each of the newest publishes. */
export async function prepare(place: string): Promise<Prepared> {
  const data = join(place, 'whole');
  const random = new SeededRandom(7);
  const site = new Site(data);
  const token = await site.create();
  const files: Prepared['files'][number][] = [];
  for (let at = 0; at < FILES; at += 1) {
    const content = Buffer.concat([Buffer.from('%PDF-1.7'), random.bytes(40_000)]);
    const name = `esite-${at}.pdf`;
    const { json } = await site.upload(content, name);
    await site.ask('PATCH', `${NEWSROOM}/media/${String(json.id)}`, { visibility: 'public' });
    files.push({ address: String(json.url).slice(BASE.length), content, name });
  }
  const titles = new Map<number, string>();
  const snapshots: Prepared['snapshots'][number][] = [];
  for (let n = 1; n <= OLD_RELEASES + NEW_RELEASES; n += 1) {
    const { json } = await site.publish(n);
    titles.set(Number(json.number), titleIn(json));
    if (n <= OLD_RELEASES) continue;
    const directory = join(place, `killed-${n}`);
    cpSync(data, directory, { recursive: true });
    snapshots.push({ directory, releases: n, log: statSync(join(directory, 'kaiku.db-wal')).size });
  }
  await site.service.close();
  return { token, snapshots, titles, files };
}

export function titleIn({ variants }: Answer['json']): string {
  const finnish = isObject(variants) && isObject(variants.fi) ? variants.fi : {};
  return String(finnish.title);
}

/** The media files of a data directory. */
export function mediaFiles(data: string): string[] {
  const entries = readdirSync(join(data, 'media/files'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
