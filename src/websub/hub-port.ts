import type { HubRefusal, HubRequest } from './hub-request.ts';

/** An accepted request is verified with the callback before it changes anything. */
export type HubAnswer = { readonly ok: true } | { readonly ok: false; readonly refusal: HubRefusal };

/** A newsroom implements it for its own feeds, the directory for the feeds across newsrooms. */
export interface HubPort {
  submit(request: HubRequest): Promise<HubAnswer>;
}
