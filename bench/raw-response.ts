import { get } from 'node:http';

/** Headers of a conditional request. */
export type Conditions = Readonly<Record<string, string>>;

export interface RawResponse {
  readonly status: number;
  readonly body: Buffer;
  /** Without the headers of the connection. */
  readonly headers: readonly (readonly [string, string])[];
  readonly etag: string;
}

/** Leaves the body encoded, which `fetch` would decode. */
export function fetchRaw(url: string, coding: string, conditions: Conditions = {}): Promise<RawResponse> {
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
