import { type ChildProcess, execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  type Competitor,
  childrenOf,
  pickPort,
  SERVER_CORE,
  start,
  stop,
  temporaryDirectory,
} from '../../competitor.ts';
import { type Conditions, fetchRaw } from '../../raw-response.ts';
import { releaseOf } from '../../sample.ts';
import {
  nginxConfiguration,
  type Place,
  phpConfiguration,
  wordpressConfiguration,
} from './configurations.ts';

const WORDPRESS = '/usr/share/wordpress';
const PROGRAMS = '/usr/sbin';
const RELEASES = 50;
const FEED = '/feed/';

/** One WordPress with two addresses: its own, and that of nginx's page cache in front of it. */
export interface WordPress {
  readonly competitors: readonly Competitor[];
  /** Ends its processes and removes its files. */
  end(): Promise<void>;
}

/** Returns `undefined` where WordPress or a program that it needs is not installed. */
export async function startWordPress(): Promise<WordPress | undefined> {
  const fpm = readdirSync(PROGRAMS).find((name) => /^php-fpm[\d.]+$/.test(name));
  const needed = [WORDPRESS, `${PROGRAMS}/mariadbd`, `${PROGRAMS}/nginx`, '/usr/bin/php'];
  if (fpm === undefined || !needed.every((path) => existsSync(path))) return undefined;
  const home = temporaryDirectory();
  const place = { home, root: join(home, 'www'), port: pickPort(), cachedPort: pickPort() };
  const database = await startDatabase(place);
  install(place);
  const php = startPhp(place, fpm);
  const nginx = startNginx(place);
  const [url, cachedUrl] = [await waitForFeed(place.port), await waitForFeed(place.cachedPort)];
  // nginx's cache loader answers no request, and ends after a minute.
  const workers = [...childrenOf(php.pid), ...childrenOf(nginx.pid)].filter((pid) => !isCacheLoader(pid));
  const shared = { target: FEED, child: nginx, pids: [database.pid ?? 0, ...workers] };
  return {
    competitors: [
      { ...shared, name: 'WordPress', url, seconds: 10, ...(await revalidationAt(url)) },
      {
        ...shared,
        name: "WordPress behind nginx's page cache",
        url: cachedUrl,
        ...(await revalidationAt(cachedUrl)),
      },
    ],
    end: async () => {
      for (const child of [nginx, php, database]) await stop({ child });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Without Debian's configuration, which is for a service of the system. */
async function startDatabase({ home }: Place): Promise<ChildProcess> {
  const data = ['--no-defaults', '--user=root', `--datadir=${home}/data`];
  execFileSync('mariadb-install-db', [...data, '--auth-root-authentication-method=normal', '--skip-test-db']);
  const [socket, first] = [join(home, 'mariadb.sock'), join(home, 'first.sql')];
  writeFileSync(first, 'CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4;\n');
  const own = [`--socket=${socket}`, `--pid-file=${home}/mariadb.pid`, `--log-error=${home}/mariadb.log`];
  // The default of eight needs a higher limit of open files.
  const tableCaches = ['--table-open-cache-instances=1'];
  const child = onServerCore('mariadbd', [
    ...data,
    ...own,
    '--skip-networking',
    ...tableCaches,
    `--init-file=${first}`,
  ]);
  for (let tries = 0; tries < 300 && !existsSync(socket); tries += 1) await setTimeout(100);
  return child;
}

function install(place: Place): void {
  const { home, root } = place;
  // Not linked, since WordPress would look for its configuration beside the target of a link.
  cpSync(WORDPRESS, root, { recursive: true });
  writeFileSync(join(root, 'wp-config.php'), wordpressConfiguration(place));
  const releases = Array.from({ length: RELEASES }, (_, n) => {
    const { publishAt, variants } = releaseOf(n + 1, 3000);
    return { publishAt, ...variants.fi };
  });
  const file = join(home, 'releases.json');
  writeFileSync(file, JSON.stringify(releases));
  execFileSync('php', [join(import.meta.dirname, 'install.php'), root, file], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function startPhp(place: Place, fpm: string): ChildProcess {
  const configuration = join(place.home, 'php.conf');
  writeFileSync(configuration, phpConfiguration(place));
  return onServerCore(fpm, ['--allow-to-run-as-root', '--fpm-config', configuration]);
}

function startNginx(place: Place): ChildProcess {
  const configuration = join(place.home, 'nginx.conf');
  writeFileSync(configuration, nginxConfiguration(place));
  return onServerCore('nginx', ['-c', configuration]);
}

function onServerCore(program: string, args: readonly string[]): ChildProcess {
  return start('taskset', ['-c', SERVER_CORE, join(PROGRAMS, program), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function isCacheLoader(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('cache loader');
}

/** Waits until the feed is complete. */
async function waitForFeed(port: number): Promise<string> {
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries += 1) {
    const feed = await fetchRaw(url + FEED, 'identity').catch(() => undefined);
    if (feed?.status === 200 && feed.body.toString().split('<item>').length === RELEASES + 1) return url;
    await setTimeout(100);
  }
  throw new Error(`no feed of ${RELEASES} releases at ${url}${FEED}`);
}

/**
 * Returns the headers of a client that has the feed, which should be answered with a 304. WordPress compares the ETag as
 * text, and nginx makes it weak when it compresses: a client that asked for gzip may then never get a 304.
 */
async function revalidationAt(url: string): Promise<Pick<Competitor, 'conditions' | 'remark'>> {
  const zipped = await conditionsAt(url, 'gzip');
  if (await isUnchanged(url, zipped)) return { conditions: zipped };
  const whole = await conditionsAt(url, 'identity');
  if (await isUnchanged(url, whole))
    return {
      conditions: whole,
      remark: 'to the ETag of an uncompressed answer; to that of a gzipped one, 200',
    };
  return { conditions: zipped, remark: 'answers 200' };
}

async function conditionsAt(url: string, coding: string): Promise<Conditions> {
  const { etag, headers } = await fetchRaw(url + FEED, coding);
  const [, modified = ''] = headers.find(([name]) => /^last-modified$/i.test(name)) ?? [];
  return { 'If-None-Match': etag, 'If-Modified-Since': modified };
}

async function isUnchanged(url: string, conditions: Conditions): Promise<boolean> {
  return (await fetchRaw(url + FEED, 'gzip', conditions)).status === 304;
}
