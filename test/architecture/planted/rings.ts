import type { Planted } from './tree.ts';

export const RINGS: readonly Planted[] = [
  [
    'files that import each other',
    { 'http/a.ts': "import './b.ts';", 'http/b.ts': "import './c.ts';", 'http/c.ts': "import './a.ts';" },
    { 'no files import each other in a ring': ['http/a.ts → http/b.ts → http/c.ts → http/a.ts'] },
  ],
  [
    'files that import each other for a type',
    { 'http/a.ts': "import './b.ts';", 'http/b.ts': "let a: import('./a.ts').A;" },
    { 'no files import each other in a ring': ['http/a.ts → http/b.ts → http/a.ts'] },
  ],
  [
    'a file that imports itself',
    { 'http/a.ts': "import './a.ts';" },
    { 'no files import each other in a ring': ['http/a.ts → http/a.ts'] },
  ],
  [
    'folders that import each other only for types',
    {
      'http/api/a.ts': "import type { B } from '../pages/b.ts';",
      'http/api/d.ts': '',
      'http/pages/b.ts': '',
      'http/pages/c.ts': "import type { D } from '../api/d.ts';",
    },
    { 'no folders import each other in a ring': ['http/api/ → http/pages/ → http/api/'] },
  ],
  [
    'folders on two floors that import each other',
    {
      'base/a.ts': "import type { B } from '../domain/b.ts';",
      'domain/b.ts': "import '../base/c.ts';",
      'base/c.ts': '',
    },
    {
      'imports point down': ['base/a.ts imports domain/b.ts'],
      'no folders import each other in a ring': ['base/ → domain/ → base/'],
    },
  ],
  [
    'a part that imports the entry that imports it',
    {
      'http/entry.ts': "import './api/a.ts';",
      'http/api/a.ts': '',
      'http/api/b.ts': "import '../entry.ts';",
    },
    { 'no folders import each other in a ring': ['http/api/ → http/entry.ts → http/api/'] },
  ],
  [
    'a part that imports a file which reaches it by another part',
    {
      'http/api/a.ts': "import '../near.ts';",
      'http/near.ts': "import './pages/c.ts';",
      'http/pages/c.ts': "import '../api/d.ts';",
      'http/api/d.ts': '',
    },
    { 'no folders import each other in a ring': ['http/api/ → http/near.ts → http/pages/ → http/api/'] },
  ],
];
