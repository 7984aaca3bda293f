import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DocumentCache } from '../../document/document.ts';
import { Directory } from '../../newsroom/directory.ts';
import { NewsroomHouse } from '../../newsroom/newsroom.ts';
import type { House } from '../../newsroom/port.ts';
import { nextDue, wake } from '../../newsroom/wake.ts';
import { openStore } from '../../store/open-store.ts';
import { sqlDriver } from '../../store/sql-driver.ts';
import { compress } from '../compress.ts';
import { openDatabase } from './sqlite.ts';

const CACHE_BYTES = 64 * 1024 * 1024;
/** Timers reach 24.8 days; looking again every hour also outlives a clock that steps. */
const LONGEST_WAIT = 60 * 60 * 1000;

export interface NodeOptions {
  /** Directory of the data, created when absent; null keeps everything in memory. */
  readonly data: string | null;
  readonly baseUrl: string;
  readonly adminToken: string | null;
  readonly now: () => number;
}

export interface NodeHouse extends House {
  /** Does what is due and sets the timer for what comes next. */
  wake(): Promise<void>;
  close(): Promise<void>;
}

/** Every newsroom and the directory in one process over one SQLite file. */
export function openHouse({ data, baseUrl, adminToken, now }: NodeOptions): NodeHouse {
  if (data !== null) mkdirSync(data, { recursive: true });
  const database = openDatabase(data === null ? ':memory:' : join(data, 'kaiku.db'));
  const store = openStore(sqlDriver(database));
  const premises = {
    ...{ store, now, baseUrl, compress, rearm },
    documents: new DocumentCache(CACHE_BYTES),
  };
  const directory = new Directory(premises);
  const newsrooms = new Map<number, NewsroomHouse>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  function newsroom(key: number): NewsroomHouse {
    const known = newsrooms.get(key) ?? new NewsroomHouse(key, { ...premises, directory });
    newsrooms.set(key, known);
    return known;
  }

  function rearm(): void {
    void nextDue(store).then((due) => {
      clearTimeout(timer);
      if (isClosed) return;
      const wait = due === null ? LONGEST_WAIT : Math.min(Math.max(due - now(), 0), LONGEST_WAIT);
      timer = setTimeout(() => void turn(), wait);
      timer.unref();
    }, report);
  }

  /** One turn at a time; a turn that is asked for meanwhile follows. */
  function turn(): Promise<void> {
    running = running.then(async () => {
      if (isClosed) return;
      await wake(store, now(), newsroom).catch(report);
      rearm();
    });
    return running;
  }

  return {
    ...{ baseUrl, adminToken, now, directory, newsroom },
    wake: turn,
    async isHealthy() {
      await store.keys('directory', { limit: 1 });
      return true;
    },
    async close() {
      clearTimeout(timer);
      await running;
      isClosed = true;
      database.close();
    },
  };
}

function report(error: unknown): void {
  console.error(
    JSON.stringify({
      level: 'error',
      what: 'due task',
      error: error instanceof Error ? error.name : 'unknown',
    }),
  );
}
