import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE } from './manifest.ts';
import { checkPort, MAIN_VARIABLES } from './open-port.ts';
import { describeOwner, type Ownership, own, readOwner, tryToOwn } from './ownership.ts';
import { readSchema, SCHEMA } from './sqlite.ts';
import { askToLeave } from './takeover.ts';

export interface TakeDirectoryOptions {
  readonly data: string;
  readonly baseUrl: string;
  readonly host: string | null;
  readonly port: number;
  readonly isTakeover: boolean;
  readonly tell: (line: string) => void;
}

export interface TakenDirectory {
  readonly ownership: Ownership;
  /** True when another process has ended for this one. */
  readonly hasReplaced: boolean;
}

/** With `isTakeover` an owner is asked to leave, after all checks that can be made beside it. @throws an error for the operator. */
export async function takeDirectory(options: TakeDirectoryOptions): Promise<TakenDirectory> {
  const { data, baseUrl, host, port, isTakeover, tell } = options;
  const description = { command: 'npm start', address: baseUrl, port };
  if (!isTakeover) return { ownership: await own(data, description), hasReplaced: false };
  const free = tryToOwn(data, description);
  if (free !== null) return { ownership: free, hasReplaced: false };
  const owner = describeOwner(data);
  try {
    checkSchema(join(data, DATABASE_FILE), tell);
    // The port of the owner is free when it has left, any other must be so now.
    if (readOwner(data)?.port !== port) await checkPort({ host, port, variables: MAIN_VARIABLES });
    tell(`Kaiku takes over from ${owner}`);
    const onWait = () =>
      tell('Kaiku waits until the running deliveries and requests of the owner have ended');
    await askToLeave(data, { schema: SCHEMA, onWait });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new Error(`${reason}. The owner goes on: ${owner}`, { cause: error });
  }
  return { ownership: await own(data, description), hasReplaced: true };
}

function checkSchema(path: string, tell: (line: string) => void): void {
  if (!existsSync(path)) return;
  const stored = readSchema(path);
  if (stored < SCHEMA)
    tell(`Kaiku upgrades the database from schema ${stored} to ${SCHEMA}: nobody is answered meanwhile`);
}
