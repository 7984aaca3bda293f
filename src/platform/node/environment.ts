/** The service's configuration, read from the environment once, at the start. */
export interface Environment {
  readonly port: number;
  readonly data: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly adminToken: string | null;
}

/** @throws with the variable's name when one cannot be used. */
export function readEnvironment(env: { readonly [name: string]: string | undefined }): Environment {
  const port = Number(env.PORT || '8787');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('PORT must be a port number');
  const baseUrl = (env.KAIKU_BASE_URL || `http://localhost:${port}`).replace(/\/+$/, '');
  if (!/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? '')) {
    throw new Error('KAIKU_BASE_URL must be an http or https address');
  }
  return { port, baseUrl, data: env.KAIKU_DATA || './data', adminToken: env.KAIKU_ADMIN_TOKEN || null };
}
