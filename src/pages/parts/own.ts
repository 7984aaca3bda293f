const FILE = /^\/media\/([1-9][0-9]{0,8})\/([0-9a-z]{1,64})\//;

/** A file of a library here: what a page may show without asking another host. */
export interface OwnMedia {
  readonly newsroom: number;
  readonly id: string;
}

/** Null for every other address. */
export function ownMedia(url: string, baseUrl: string): OwnMedia | null {
  const [, newsroom, id] = url.startsWith(`${baseUrl}/`) ? (FILE.exec(url.slice(baseUrl.length)) ?? []) : [];
  return newsroom === undefined || id === undefined ? null : { newsroom: Number(newsroom), id };
}
