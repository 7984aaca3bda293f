import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLocalEnvironment } from './environment.ts';
import { checkPort, MAIN_VARIABLES } from './open-port.ts';
import { own } from './ownership.ts';
import { refuseStart } from './refuse-start.ts';
import { madeSecret } from './secret.ts';

/** `npm run dev` runs the worker under workerd with the environment variables of the Node server. */

const root = resolve(import.meta.dirname, '../../..');
const wranglerHome = dirname(fileURLToPath(import.meta.resolve('wrangler/package.json')));

/** These replace the vars of wrangler.toml. KAIKU_TRUST_PROXY is missing, since no proxy is in front of workerd here. */
const VARS = [
  ...[
    'KAIKU_MAIL_FROM',
    'KAIKU_SMTP_URL',
    'KAIKU_DKIM_SELECTOR',
    'KAIKU_ALLOW_PRIVATE_HOSTS',
    'KAIKU_HUB_URL',
  ],
  ...['KAIKU_HUB_BYTES_PER_HOST', 'KAIKU_HUB_SUBSCRIPTIONS_PER_HOST', 'KAIKU_HUB_REQUESTS_PER_HOST'],
  ...[
    'KAIKU_CONFIRMATIONS_PER_MAILBOX',
    'KAIKU_CONFIRMATIONS_PER_DOMAIN',
    'KAIKU_CONFIRMATIONS_PER_NEWSROOM',
  ],
  ...['KAIKU_RATE_HUB', 'KAIKU_RATE_SUBSCRIBE', 'KAIKU_ACCESSIBILITY_CONTACT', 'KAIKU_LOG'],
];

const { ownership, baseUrl, data, host, port } = await prepare().catch((error: unknown) =>
  refuseStart('The worker does not start', error),
);

async function prepare() {
  // Inside workerd, what cannot be used would fail each request instead of the start.
  const environment = readLocalEnvironment(process.env);
  // Wrangler would let a second worker write to the same state.
  const ownership = await own(environment.data, { command: 'npm run dev', port: environment.port });
  // Wrangler does not name the variable.
  const place = { host: environment.host ?? 'localhost', port: environment.port };
  await checkPort({ ...place, variables: MAIN_VARIABLES });
  return { ...environment, ...place, ownership };
}

const given = process.env;
const vars = {
  KAIKU_BASE_URL: baseUrl,
  ...Object.fromEntries(VARS.map((name) => [name, given[name] ?? ''])),
  // wrangler.toml cannot name an optional secret, so these are passed as vars.
  KAIKU_SECRET: given.KAIKU_SECRET || madeSecret(data),
  ...(given.KAIKU_TRUSTED_SECRETS && { KAIKU_TRUSTED_SECRETS: given.KAIKU_TRUSTED_SECRETS }),
  ...(given.KAIKU_DKIM_KEY && { KAIKU_DKIM_KEY: given.KAIKU_DKIM_KEY }),
};

// Wrangler's own requests are switched off, so that it starts without a network. It takes the admin token, a secret, from
// the environment: an argument would show in `ps`.
const environment = {
  ...process.env,
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_SEND_METRICS: 'false',
  X_LOCAL_EXPLORER: 'false',
  X_LOCAL_OBSERVABILITY: 'false',
};

const wrangler = spawn(
  process.execPath,
  [
    join(wranglerHome, 'bin/wrangler.js'),
    'dev',
    `--ip=${host}`,
    `--port=${port}`,
    '--inspector-port=0',
    `--persist-to=${resolve(data, 'workers')}`,
    '--show-interactive-dev-session=false',
    ...Object.entries(vars).map(([name, value]) => `--var=${name}:${value}`),
  ],
  { cwd: root, env: environment, stdio: 'inherit' },
);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => wrangler.kill(signal));
}

wrangler.on('error', (error) => {
  console.error(`wrangler could not be started: ${error.message}`);
  process.exitCode = 1;
});
wrangler.on('exit', (code, signal) => {
  ownership.release();
  process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
});
