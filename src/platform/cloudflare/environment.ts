import { type Environment, readVariables } from '../environment.ts';

declare global {
  namespace Cloudflare {
    interface Env {
      /** An optional secret, which wrangler.toml cannot declare. */
      readonly KAIKU_DKIM_KEY?: string;
    }
  }
}

export function environmentOf(env: Env): Environment {
  return readVariables(env, '');
}
