import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withText } from '../../../src/base/locale/with-text.ts';

const CATALOGUE = { title: 'Otsikko', search: { label: 'Hakusanat' } };

test.each([
  [['new'], { ...CATALOGUE, new: 'Teksti' }],
  [['search', 'button'], { ...CATALOGUE, search: { label: 'Hakusanat', button: 'Teksti' } }],
  [['a', 'b', 'c'], { ...CATALOGUE, a: { b: { c: 'Teksti' } } }],
])('a text at %j is added behind its siblings', (path, expected) => {
  expect(JSON.stringify(withText(CATALOGUE, path, ' Teksti '))).toBe(JSON.stringify(expected));
});

test.each([[['title']], [['search']], [['search', 'label']], [['title', 'below']], [[]]])(
  'a key at %j is refused',
  (path) => {
    expect(withText(CATALOGUE, path, 'Teksti')).toBeNull();
  },
);

test('an empty text is refused', () => {
  expect(withText(CATALOGUE, ['new'], ' ')).toBeNull();
});

test('the command adds a key to all catalogues or to none', () => {
  const root = mkdtempSync(join(tmpdir(), 'kaiku-locales-'));
  cpSync('locales', root, { recursive: true });
  const run = (...args: string[]) =>
    execFileSync(process.execPath, ['src/platform/node/locale-add.ts', ...args], {
      env: { ...process.env, KAIKU_LOCALES: root },
      stdio: 'pipe',
    });
  const texts = () =>
    ['fi', 'sv', 'en'].map((language) => readFileSync(join(root, language, 'page.json'), 'utf8'));
  run('page:test.of-adding', 'suomeksi', 'på svenska', 'in English');
  const added = texts();
  expect(added.map((text) => JSON.parse(text).test['of-adding'])).toEqual([
    ...['suomeksi', 'på svenska', 'in English'],
  ]);
  expect(() => run('page:test.of-adding', 'a', 'b', 'c')).toThrow();
  expect(() => run('page:test.other', 'a', 'b', ' ')).toThrow();
  expect(() => run('page:../../x', 'a', 'b', 'c')).toThrow();
  expect(texts()).toEqual(added);
  rmSync(root, { recursive: true });
});
