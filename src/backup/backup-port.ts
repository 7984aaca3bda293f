/** Some lines of an export, as they come with one request. */
export interface RestorePart {
  /** The same for all parts of a request, and no other's. */
  readonly attempt: string;
  readonly isFirst: boolean;
  readonly lines: readonly string[];
}
