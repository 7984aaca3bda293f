/** An address and the name it is shown under; an empty name shows the address itself. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** One mail to one reader, in plain words: encoding it for the wire is the transport's business. */
export interface Mail {
  readonly from: Mailbox;
  /** The reader's address, normalized (`src/subscribe/address.ts`). */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** A whole HTML document. */
  readonly html: string;
  /** By name as RFC 5322 writes it. Single lines of printable ASCII, nothing of a publisher's in them. */
  readonly headers: { readonly [name: string]: string };
  /** With its angle brackets; the same for the same mail, however often it is tried. */
  readonly messageId: string;
}
