import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

interface Import {
  readonly file: string;
  /** A path below `src/`, or a package's name. */
  readonly target: string;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.tsx?$/.test(file),
);

const imports: Import[] = files.flatMap((file) =>
  [...readFileSync(join('src', file), 'utf8').matchAll(/(?:from|import) '([^']+)'/g)].map(
    ([, name = '']) => ({
      file,
      target: name.startsWith('.') ? normalize(join(dirname(file), name)) : name,
    }),
  ),
);

function importersOf(target: RegExp): string[] {
  return [...new Set(imports.filter((each) => target.test(each.target)).map(({ file }) => file))].sort();
}

test.each([
  ['luxon', /^luxon$/, /^time\/helsinki\.ts$/],
  ['i18next', /^i18next$/, /^locale\/translate\.ts$/],
  ['unstorage', /^unstorage/, /^store\//],
  ['feed', /^feed$/, /^render\//],
  ['fast-xml-parser', /^fast-xml-parser$/, /^(render|intake)\//],
  ['htmlparser2', /^htmlparser2$/, /^(intake\/html|mail\/body-(text|html)|page\/parts\/prose)\.ts$/],
  ['sanitize-html', /^sanitize-html$/, /^publish\/sanitize\.ts$/],
  ['nodemailer', /^nodemailer$/, /^platform\/node\/mailer\.ts$/],
  ['ipaddr.js', /^ipaddr\.js$/, /^(outgoing\/address|http\/client)\.ts$/],
  ['hono', /^@?hono/, /^(http|page|platform)\//],
  ['Node', /^node:/, /^platform\//],
  ['Cloudflare', /^cloudflare:/, /^platform\/cloudflare\//],
  ['the platforms', /^platform\//, /^platform\//],
  ['the application', /^http\//, /^(http|platform)\//],
])('%s is known only where it belongs', (_name, target, place) => {
  const importers = importersOf(target);
  expect(importers).not.toEqual([]);
  expect(importers.filter((file) => !place.test(file))).toEqual([]);
});

test.each([
  'release',
  'publish',
  'deliver',
  'mail',
  'media',
  'subscribe',
  'intake',
  'search',
  'render',
  'negotiate',
  'time',
  'locale',
])('%s knows no storage', (folder) => {
  const known = imports.filter(
    ({ file, target }) => file.startsWith(`${folder}/`) && target.startsWith('store/'),
  );
  expect(known).toEqual([]);
});

test('no clock, environment or network is reached for outside the platform folder', () => {
  const reaching = files.filter(
    (file) =>
      // What is for the browser has the browser's.
      !/^(platform|embed)\//.test(file) &&
      /Date\.now\(|new Date\(\)|process\.env|[^.\w]fetch\(/.test(readFileSync(join('src', file), 'utf8')),
  );
  expect(reaching).toEqual([]);
});
