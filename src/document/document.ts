import { LRUCache } from 'lru-cache';
import type { Encoding } from '../negotiate/encoding.ts';
import type { Served } from '../newsroom/port.ts';

export type Compress = (bytes: Uint8Array) => Promise<{ readonly [E in Encoding]: Uint8Array }>;

/** What a document says beside its bytes; the ETag comes from the bytes. */
export type DocumentHead = Pick<
  Served,
  'mediaType' | 'language' | 'lastModified' | 'crowded' | 'tags' | 'links'
>;

/** One rendered, servable thing with its codings, made once. */
export interface Document extends DocumentHead {
  readonly etag: string;
  readonly bytes: Uint8Array;
  readonly codings: { readonly [E in Encoding]: Uint8Array };
}

export async function makeDocument(text: string, head: DocumentHead, compress: Compress): Promise<Document> {
  const bytes = new TextEncoder().encode(text);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const etag = Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { ...head, etag, bytes, codings: await compress(bytes) };
}

/** The document in one coding, under a strong ETag of that coding's own (RFC 9110 section 8.8.3.3). */
export function serve(document: Document, encoding: Encoding | null): Served {
  const { mediaType, language, lastModified, crowded, tags, links, etag, bytes, codings } = document;
  return {
    ...{ mediaType, language, lastModified, crowded, tags, links, encoding },
    body: encoding === null ? bytes : codings[encoding],
    etag: encoding === null ? `"${etag}"` : `"${etag}-${encoding}"`,
  };
}

/**
 * Rendered documents under their version, bounded by bytes. A version's documents never change, so nothing is purged:
 * the next version simply is not here yet. Two readers who miss at once share one rendering.
 */
export class DocumentCache {
  readonly #documents: LRUCache<string, Document>;
  readonly #rendering = new Map<string, Promise<Document | null>>();
  #hits = 0;
  #misses = 0;

  constructor(maxBytes: number) {
    this.#documents = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOf });
  }

  /** Documents that are here. */
  get count(): number {
    return this.#documents.size;
  }

  get bytes(): number {
    return this.#documents.calculatedSize;
  }

  /** Questions answered from here, and others. */
  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }

  /** The document at `address`, rendered by `render` when it is not here; null when there is none. */
  async get(address: string, render: () => Promise<Document | null>): Promise<Document | null> {
    const known = this.#documents.get(address);
    if (known !== undefined) {
      this.#hits += 1;
      return known;
    }
    this.#misses += 1;
    const running = this.#rendering.get(address) ?? this.#start(address, render);
    return running;
  }

  #start(address: string, render: () => Promise<Document | null>): Promise<Document | null> {
    const running = render()
      .then((document) => {
        if (document !== null) this.#documents.set(address, document);
        return document;
      })
      .finally(() => this.#rendering.delete(address));
    this.#rendering.set(address, running);
    return running;
  }
}

function sizeOf({ bytes, codings }: Document): number {
  return bytes.length + codings.gzip.length + codings.br.length + 1024;
}
