import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LANGUAGES } from '../../base/locale/language.ts';
import { withText } from '../../base/locale/with-text.ts';

/** Adds a text to all catalogues or to none. */
const [key = '', ...texts] = process.argv.slice(2);
const root = process.env.KAIKU_LOCALES ?? resolve(import.meta.dirname, '../../../locales');
const [, namespace, path] = /^([a-z]+):([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)$/.exec(key) ?? [];

if (namespace === undefined || path === undefined || texts.length !== LANGUAGES.length) {
  stop(
    `usage: npm run locale:add -- namespace:some.key ${LANGUAGES.map((language) => `"${language}"`).join(' ')}`,
  );
}

const catalogues = LANGUAGES.map((language, at) => {
  const file = join(root, language, `${namespace}.json`);
  const catalogue: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return { file, added: withText(catalogue, path.split('.'), texts[at] ?? '') };
});
for (const { file, added } of catalogues) {
  if (added === null) stop(`${file}: the key is there already, or a text stands where it needs a branch`);
}
for (const { file, added } of catalogues) writeFileSync(file, `${JSON.stringify(added, null, 2)}\n`);

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}
