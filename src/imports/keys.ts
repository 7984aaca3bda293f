import { paddedNumber } from '../storage/keys.ts';

/** `key` is the newsroom's internal key. */
export const importKeys = {
  sources: (key: number) => `source:${paddedNumber(key)}`,
  source: (key: number, id: string) => `source:${paddedNumber(key)}:${id}`,
  origins: (key: number) => `origin:${paddedNumber(key)}`,
  origin: (key: number, hash: string) => `origin:${paddedNumber(key)}:${hash}`,
  /** `hash` is of a URL or an id without language. */
  aliases: (key: number) => `alias:${paddedNumber(key)}`,
  alias: (key: number, hash: string) => `alias:${paddedNumber(key)}:${hash}`,
};
