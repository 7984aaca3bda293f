const PATH = /^\/media\/([1-9][0-9]{0,8})\/([0-9a-z]{1,64})\//;

export interface LibraryFile {
  readonly newsroom: number;
  readonly id: string;
}

/** The file of a media library of this service that `url` leads to; null for every other address. */
export function parseLibraryUrl(url: string, baseUrl: string): LibraryFile | null {
  const [, newsroom, id] = url.startsWith(`${baseUrl}/`) ? (PATH.exec(url.slice(baseUrl.length)) ?? []) : [];
  return newsroom === undefined || id === undefined ? null : { newsroom: Number(newsroom), id };
}
