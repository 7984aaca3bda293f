/** Contains no client address, request path, token or text. */
export interface Log {
  request(): RequestLog | null;
  /** `what` is a fixed name of the failed operation, `request` the id of the request. */
  failed(what: string, error: unknown, request?: string): void;
  concluded(channel: string, outcome: string): void;
}

export interface RequestLog {
  readonly id: string;
  answered(answer: AnsweredRequest): void;
}

export interface AnsweredRequest {
  readonly method: string;
  /** The route pattern, such as `/:lang/:newsroom/feed.rss`, or `/*` when no route matched. */
  readonly route: string;
  readonly status: number;
  readonly bytes: number | null;
}

export const SILENT: Log = {
  request: () => null,
  failed: () => undefined,
  concluded: () => undefined,
};
