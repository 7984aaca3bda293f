import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { LANGUAGES } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';

/** `npm run embed` turns the script for partners' pages into a module that vitest, esbuild and wrangler can import. */

const root = resolve(import.meta.dirname, '../../..');
const GENERATED = join(root, 'src/embed/kaiku.generated.ts');

export async function embedModule(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/embed/kaiku-releases.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    define: {
      WORDS: JSON.stringify(Object.fromEntries(LANGUAGES.map((language) => [language, words(language)]))),
    },
  });
  const script = outputFiles[0]?.text ?? '';
  return `// Made by \`npm run embed\` from kaiku-releases.ts.\nexport const EMBED_SCRIPT =\n  ${JSON.stringify(script)};\n`;
}

function words(language: (typeof LANGUAGES)[number]) {
  return {
    loading: translate(language, 'embed:loading'),
    failed: translate(language, 'embed:failed'),
    none: translate(language, 'embed:none'),
    all: translate(language, 'embed:all'),
  };
}

if (import.meta.main) await writeFile(GENERATED, await embedModule());
