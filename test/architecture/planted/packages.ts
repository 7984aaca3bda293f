import { expect } from 'vitest';
import type { Planted } from './tree.ts';

const LUXON_AT_HOME = { 'base/time/zone.ts': "import { IANAZone } from 'luxon';" };

export const PACKAGES: readonly Planted[] = [
  [
    'a second importer of luxon',
    { ...LUXON_AT_HOME, 'base/time/other.ts': "import { DateTime } from 'luxon';" },
    {
      'a package that may be exchanged is imported in one file': [
        'luxon is imported by base/time/other.ts, base/time/zone.ts',
      ],
    },
  ],
  [
    'a second importer that says it wants a type and runs the package',
    { ...LUXON_AT_HOME, 'base/time/other.ts': "import { type DateTime } from 'luxon';" },
    {
      'a package that may be exchanged is imported in one file': [
        'luxon is imported by base/time/other.ts, base/time/zone.ts',
      ],
    },
  ],
  [
    'a package away from home, imported when needed',
    { 'http/dates.ts': "const { DateTime } = await import('luxon');" },
    { 'packages are known only where they belong': ['http/dates.ts imports luxon'] },
  ],
  [
    'a type of a package away from home',
    { 'http/store.ts': "export type { Driver } from 'unstorage';" },
    { 'packages are known only where they belong': ['http/store.ts imports unstorage'] },
  ],
  [
    'a part of a package away from home',
    { 'domain/a.ts': "import { jsx } from 'hono/jsx';", 'domain/b.ts': "import 'hono-openapi';" },
    { 'packages are known only where they belong': ['domain/a.ts imports hono', 'domain/b.ts imports hono'] },
  ],
  [
    'packages whose names begin like those of others',
    { 'domain/a.ts': "import 'feedback';\nimport 'fs-extra';" },
    {
      'every package is listed with its places': [
        'domain/a.ts imports feedback',
        'domain/a.ts imports fs-extra',
      ],
    },
  ],
  [
    'a package without a place',
    { 'domain/a.ts': "import { fetch } from 'undici';" },
    { 'every package is listed with its places': ['domain/a.ts imports undici'] },
  ],
  ...['now', 'local', 'utc'].map(
    (member): Planted => [
      `the clock of luxon, by ${member}`,
      { 'base/time/zone.ts': `import { DateTime } from 'luxon';\nconst a = DateTime.${member}();` },
      { 'time is converted from given instants': [expect.stringMatching(/^base\/time\/zone\.ts:2/)] },
    ],
  ),
  ...['node:fs', 'fs', 'fs/promises', 'path', 'node:test', 'process'].map(
    (name): Planted => [
      `${name} outside the Node folder`,
      { 'platform/cloudflare/a.ts': `import a from '${name}';` },
      {
        "Node's modules are known only in the platform's Node folder": [
          `platform/cloudflare/a.ts imports ${name}`,
        ],
      },
    ],
  ),
  [
    'a Node module imported when needed, and for a type',
    { 'http/a.ts': "await import('os');", 'http/b.ts': "let b: import('node:fs').Stats;" },
    {
      "Node's modules are known only in the platform's Node folder": [
        'http/a.ts imports os',
        'http/b.ts imports node:fs',
      ],
    },
  ],
];
