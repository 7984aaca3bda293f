import { get } from 'node:http';

/** A document as it was sent. */
export interface Sent {
  readonly body: Buffer;
  /** Names and values, without those of the connection. */
  readonly headers: readonly (readonly [string, string])[];
  readonly etag: string;
}

/** Asks for `url` in a coding, which `fetch` would undo; with `etag`, as somebody who has that. */
export function sentAs(url: string, coding: string, etag?: string): Promise<Sent> {
  const headers = { 'Accept-Encoding': coding, ...(etag !== undefined && { 'If-None-Match': etag }) };
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        const { rawHeaders } = response;
        const headers = rawHeaders.flatMap((name, at): [string, string][] =>
          at % 2 === 0 && !/^(date|connection|keep-alive|transfer-encoding)$/i.test(name)
            ? [[name, rawHeaders[at + 1] ?? '']]
            : [],
        );
        resolve({ body: Buffer.concat(parts), headers, etag: response.headers.etag ?? '' });
      });
    }).on('error', reject);
  });
}
