import { padded } from '../storage/keys.ts';

/** Addresses of what a newsroom keeps of foreign documents. `key` is the newsroom's internal key. */
export const importKeys = {
  /** Feeds elsewhere that are followed. */
  sources: (key: number) => `source:${padded(key)}`,
  source: (key: number, id: string) => `source:${padded(key)}:${id}`,
  /** A foreign item by the hash of its source's id. */
  origins: (key: number) => `origin:${padded(key)}`,
  origin: (key: number, hash: string) => `origin:${padded(key)}:${hash}`,
  /** What else a foreign item is known by, as a hash. */
  aliases: (key: number) => `alias:${padded(key)}`,
  alias: (key: number, hash: string) => `alias:${padded(key)}:${hash}`,
};
