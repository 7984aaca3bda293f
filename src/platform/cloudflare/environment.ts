import { type Environment, isShortAdminToken, readVariables } from '../environment.ts';

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

/** A deployed worker has no start that could be refused: one whose admin token is too short goes on without it. */
export function environmentOf(env: Env): Environment {
  const isRefused = isShortAdminToken(env.KAIKU_ADMIN_TOKEN);
  return readVariables(isRefused ? { ...env, KAIKU_ADMIN_TOKEN: '' } : env, '');
}
