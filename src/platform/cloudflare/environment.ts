import { type Environment, readVariables } from '../environment.ts';

declare global {
  namespace Cloudflare {
    interface Env {
      /** A secret that may be absent, which wrangler.toml cannot say. */
      readonly KAIKU_DKIM_KEY?: string;
    }
  }
}

/** @throws with the variable's name when one cannot be used; `KAIKU_BASE_URL` has no default here. */
export function environmentOf(env: Env): Environment {
  return readVariables(env, '');
}
