import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADMIN_TOKEN, call, freePort, type Running, startServer } from './process.ts';

/** More rounds than the suite needs: `KAIKU_KILLS=10 npx vitest run test/runtime/node`. */
const KILLS = Number(process.env.KAIKU_KILLS ?? '2');
const WRITERS = 8;
const PUBLISHED_A_ROUND = 40;

let data: string;
let port: number;
let server: Running;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-'));
  port = await freePort();
  server = await startServer(data, port);
});

afterEach(async () => {
  await server.kill('SIGKILL');
  rmSync(data, { recursive: true });
});

const releases = () => `${server.url}/api/v1/newsrooms/satama/releases`;

async function createNewsroom(): Promise<string> {
  const profile = { slug: 'satama', name: 'Satama', languages: ['fi', 'sv', 'en'], defaultLanguage: 'fi' };
  const { status, json } = await call(`${server.url}/api/v1/newsrooms`, ADMIN_TOKEN, 'POST', profile);
  expect(status).toBe(201);
  return String(json.token);
}

const RELEASE = {
  state: 'published',
  variants: {
    fi: { title: 'Satama avautuu', keywords: ['satama'] },
    sv: { title: 'Hamnen öppnas' },
    en: { title: 'Port opens' },
  },
};

test('a release published in three languages is in all nine feeds, the one of all newsrooms too', async () => {
  const token = await createNewsroom();
  expect((await call(releases(), token, 'POST', RELEASE)).status).toBe(201);
  for (const [language, title] of Object.entries({
    fi: 'Satama avautuu',
    sv: 'Hamnen öppnas',
    en: 'Port opens',
  })) {
    for (const owner of ['/satama', '']) {
      for (const format of ['rss', 'atom', 'json']) {
        const response = await fetch(`${server.url}/${language}${owner}/feed.${format}`);
        expect(response.status).toBe(200);
        expect(response.headers.get('content-language')).toBe(language);
        expect(await response.text()).toContain(title);
      }
    }
  }
});

test(
  'acknowledged releases still exist after a kill, and the timelines equal a rebuild',
  async () => {
    const token = await createNewsroom();
    const acknowledged = new Set<number>();
    for (let round = 0; round < KILLS; round += 1) {
      const before = acknowledged.size;
      const target = acknowledged.size + PUBLISHED_A_ROUND;
      const writers = Array.from({ length: WRITERS }, async () => {
        while (acknowledged.size < target) {
          const { status, json } = await call(releases(), token, 'POST', RELEASE);
          if (status === 201) acknowledged.add(Number(json.number));
        }
        // The first writer to reach this point kills the server under the seven others.
        void server.kill('SIGKILL');
      });
      await Promise.allSettled(writers);
      await server.kill('SIGKILL');
      server = await startServer(data, port);
      // Read at the end only, since many rounds would read the same releases again and again.
      for (const number of [...acknowledged].slice(round === KILLS - 1 ? 0 : before)) {
        expect((await fetch(`${releases()}/${number}`)).status).toBe(200);
      }
      const rebuilt = await call(`${server.url}/api/v1/newsrooms/satama/rebuild`, token, 'POST', {});
      expect(rebuilt.json.repaired).toBe(0);
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS * PUBLISHED_A_ROUND);
  },
  120_000 + KILLS * 10_000,
);

test('a stop by SIGTERM ends with status 0', async () => {
  await createNewsroom();
  expect(await server.kill('SIGTERM')).toBe(0);
});
