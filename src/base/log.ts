/**
 * What the house tells its operator. Nothing in it comes from a client but the method and the status: no address, of the
 * client or of the request, no token, no text.
 */
export interface Log {
  /** A request begins. Null when nobody wants to know of it. */
  request(): RequestLog | null;
  /** Something of ours failed. `what` is our own word for what was being done; `request` the id of the request, if any. */
  failed(what: string, error: unknown, request?: string): void;
  /** A job of a queue came to an outcome. Both are our own words. */
  concluded(channel: string, outcome: string): void;
}

/** A request that is being answered. */
export interface RequestLog {
  /** Our own, never the client's: what comes from outside may be anything. */
  readonly id: string;
  answered(answer: Answered): void;
}

export interface Answered {
  readonly method: string;
  /** The pattern of the address, such as `/:lang/:newsroom/feed.rss`; `/*` where none matched. */
  readonly route: string;
  readonly status: number;
  /** Of the body, as its header says; null where no header does. */
  readonly bytes: number | null;
}

/** For whoever has no operator. */
export const SILENT: Log = {
  request: () => null,
  failed: () => undefined,
  concluded: () => undefined,
};
