import type { HubRefusal, HubRequest } from './hub-request.ts';

/** The hub's word on a request for a topic; what it accepts it verifies before anything changes. */
export type HubAnswer = { readonly ok: true } | { readonly ok: false; readonly refusal: HubRefusal };

/** Topics, and who follows them: asked of a newsroom, and of the directory for the feeds across newsrooms. */
export interface HubPort {
  ask(request: HubRequest): Promise<HubAnswer>;
}
