export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

export interface Mail {
  readonly from: Mailbox;
  /** The result of `parseAddress`. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Values are single lines of printable ASCII. */
  readonly headers: { readonly [name: string]: string };
  /** Includes the angle brackets. Stays the same when the mail is sent again. */
  readonly messageId: string;
}
