import { type Environment, readVariables } from '../environment.ts';

declare global {
  namespace Cloudflare {
    interface Env {
      /** Optional secrets, which wrangler.toml cannot declare. */
      readonly KAIKU_SECRET?: string;
      readonly KAIKU_TRUSTED_SECRETS?: string;
      readonly KAIKU_DKIM_KEY?: string;
    }
  }
}

export function environmentOf(env: Env): Environment {
  return readVariables(env, '');
}
