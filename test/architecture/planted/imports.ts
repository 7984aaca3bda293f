import type { Planted } from './tree.ts';

const UPWARD = { 'imports point down': ['domain/low.ts imports http/plain.ts'] };

function upward(spelling: string): Record<string, string> {
  return { 'domain/low.ts': spelling };
}

export const UPWARD_IMPORTS: readonly Planted[] = [
  ['a static import', upward("import { a } from '../http/plain.ts';"), UPWARD],
  ['an import for its effects', upward("import '../http/plain.ts';"), UPWARD],
  ['a dynamic import', upward("const a = await import('../http/plain.ts');"), UPWARD],
  ['a dynamic import of a template', upward('const a = await import(`../http/plain.ts`);'), UPWARD],
  ['an import of types', upward("import type { A } from '../http/plain.ts';"), UPWARD],
  ['an import of one type', upward("import { type A } from '../http/plain.ts';"), UPWARD],
  ['a type imported in its place', upward("let a: import('../http/plain.ts').A;"), UPWARD],
  ['the type of a module', upward("let a: typeof import('../http/plain.ts');"), UPWARD],
  ['a named re-export', upward("export { a } from '../http/plain.ts';"), UPWARD],
  ['a re-export of everything', upward("export * from '../http/plain.ts';"), UPWARD],
  ['a re-export of types', upward("export type { A } from '../http/plain.ts';"), UPWARD],
  ['an import without an ending', upward("import '../http/plain';"), UPWARD],
  ['an import with the ending of what is made of it', upward("import '../http/plain.js';"), UPWARD],
  ['an import over many lines', upward('import {\n  a,\n}\nfrom\n"../http/plain.ts";'), UPWARD],
  [
    'an import in a component',
    { 'domain/low.tsx': "import { A } from '../http/plain.ts';\nexport const b = <A c={1} />;" },
    { 'imports point down': ['domain/low.tsx imports http/plain.ts'] },
  ],
  [
    'an import of what stands apart',
    { 'domain/low.ts': "import '../embed/script.ts';" },
    { 'imports point down': ['domain/low.ts imports embed/script.ts'] },
  ],
  [
    'an import by what stands apart',
    { 'embed/script.ts': "import '../base/plain.ts';" },
    { 'imports point down': ['embed/script.ts imports base/plain.ts'] },
  ],
  [
    'an import from outside the sources',
    { 'http/app.ts': "import '../../test/help.ts';" },
    { 'imports point down': ['http/app.ts imports ../test/help.ts'] },
  ],
  [
    'an import of a computed name',
    { 'http/app.ts': "const name = './plain.ts';\nawait import(name);\nawait import('./' + name);" },
    {
      'every import says what it imports': [
        'http/app.ts imports what it computes',
        'http/app.ts imports what it computes',
      ],
    },
  ],
  [
    'an import of an address',
    { 'http/app.ts': "await import('file:///src/http/plain.ts');" },
    { 'every import says what it imports': ['http/app.ts imports file:///src/http/plain.ts'] },
  ],
];

export const PLACES: readonly Planted[] = [
  [
    'a file in no folder',
    { 'main.ts': '' },
    { 'every file stands on a known floor': ['main.ts stands in no folder'] },
  ],
  [
    'a folder on no floor',
    { 'helpers/text.ts': "import '../http/plain.ts';" },
    { 'every file stands on a known floor': ['helpers/text.ts stands on no floor'] },
  ],
];
