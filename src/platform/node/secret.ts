import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomHex } from '../../base/crypto.ts';

/** The file in the data directory with the secret of an installation that was given none. */
export const SECRET_FILE = 'secret';

/** Makes the secret at the first call; only the owner of the process may read the file. */
export function madeSecret(data: string): string {
  const path = join(data, SECRET_FILE);
  try {
    writeFileSync(path, `${randomHex(32)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(secret))
    throw new Error(
      `the file ${SECRET_FILE} in KAIKU_DATA is damaged: put it back from a backup, or remove it`,
    );
  return secret;
}
