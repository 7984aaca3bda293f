import type { ClientOf } from '../../http/client.ts';

/** Cloudflare replaces this header if the client sends it; local workerd does not. */
export const clientOf: ClientOf = (c) => c.req.header('cf-connecting-ip') ?? '';
