import type { Sources } from '../import-graph.ts';

/** Imports that keep every rule, though they look like violations. */
export const INNOCENT_IMPORTS: readonly (readonly [title: string, sources: Sources])[] = [
  [
    'text that looks like an import',
    { 'domain/a.ts': "// import '../http/plain.ts'\nuse(\"from '../http/plain.ts'\");" },
  ],
  ['an entry that imports its part', { 'http/entry.ts': "import './api/a.ts';", 'http/api/a.ts': '' }],
  [
    'a part that imports a file of its folder which imports nothing of it',
    {
      'http/entry.ts': "import './api/a.ts';\nimport './near.ts';",
      'http/near.ts': '',
      'http/api/a.ts': "import '../near.ts';",
    },
  ],
  [
    'two parts that go by different files of their folder',
    {
      'http/api/a.ts': "import '../near.ts';",
      'http/near.ts': "import './pages/b.ts';",
      'http/pages/b.ts': "import '../far.ts';",
      'http/far.ts': '',
    },
  ],
  ['the one importer of what stands apart', { 'http/embed.ts': "import '../embed/made.generated.ts';" }],
  ['the texts, by their one reader', { 'base/locale/a.ts': "import '../../../locales/fi/index.ts';" }],
  [
    'a package at home, and its types beside it',
    {
      'storage/a.ts': "import { createStorage } from 'unstorage';",
      'storage/b.ts': "import type { Driver } from 'unstorage';",
    },
  ],
  ['a file named like a Node module', { 'http/a.ts': "import './path.ts';", 'http/path.ts': '' }],
  ['a Node module in the Node folder', { 'platform/node/a.ts': "import 'node:fs';\nimport 'path';" }],
];
