import { get } from 'node:http';

/** Headers of somebody who has a document. */
export type Conditions = Readonly<Record<string, string>>;

/** A document as it was sent. */
export interface Sent {
  readonly status: number;
  readonly body: Buffer;
  /** Names and values, without those of the connection. */
  readonly headers: readonly (readonly [string, string])[];
  readonly etag: string;
}

/** Asks for `url` in a coding, which `fetch` would undo; with `conditions`, as somebody who has it. */
export function sentAs(url: string, coding: string, conditions: Conditions = {}): Promise<Sent> {
  const headers = { 'Accept-Encoding': coding, ...conditions };
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        const { rawHeaders, statusCode: status = 0 } = response;
        const headers = rawHeaders.flatMap((name, at): [string, string][] =>
          at % 2 === 0 && !/^(date|connection|keep-alive|transfer-encoding)$/i.test(name)
            ? [[name, rawHeaders[at + 1] ?? '']]
            : [],
        );
        resolve({ status, body: Buffer.concat(parts), headers, etag: response.headers.etag ?? '' });
      });
    }).on('error', reject);
  });
}
