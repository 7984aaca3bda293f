import type { ClientOf } from '../../http/client.ts';

/** Cloudflare writes the header itself, over whatever the client sent. Local workerd writes it where there is none. */
export const clientOf: ClientOf = (c) => c.req.header('cf-connecting-ip') ?? '';
