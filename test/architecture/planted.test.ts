import { describe, expect, it } from 'vitest';
import { readProject } from './import-graph.ts';
import { AMOUNTS, repeated, UNCOUNTED } from './planted/amounts.ts';
import { PLACES, UPWARD_IMPORTS } from './planted/imports.ts';
import { INNOCENT_IMPORTS } from './planted/innocent-imports.ts';
import { PACKAGES } from './planted/packages.ts';
import { CLOCK_READINGS, DATES_OF_INSTANTS, LOOK_ALIKES, REACHES } from './planted/reaches.ts';
import { RINGS } from './planted/rings.ts';
import { CLEAN, reportOn } from './planted/tree.ts';
import { staleFloors } from './rules/floors.ts';
import { unusedPackages } from './rules/packages.ts';

function reached(file: string, name: string) {
  return {
    'clock, chance, environment and network come from the platform': [
      expect.stringMatching(new RegExp(`^${file}:\\d+ reaches ${name}$`)),
    ],
  };
}

describe('reported, and nothing beside it', () => {
  it.each([...UPWARD_IMPORTS, ...PLACES, ...RINGS, ...PACKAGES, ...AMOUNTS])(
    '%s',
    (_title, sources, report) => {
      expect(reportOn(sources)).toEqual(report);
    },
  );

  it.each(REACHES)('a reach for %s: %s', (name, code) => {
    expect(reportOn({ 'http/a.ts': code })).toEqual(reached('http/a.ts', name));
  });

  it.each(CLOCK_READINGS)('a clock read where dates are at home: %s', (code) => {
    expect(reportOn({ 'base/time/a.ts': code })).toEqual(reached('base/time/a.ts', 'Date'));
  });

  it('a floor without a folder', () => {
    const { 'jobs/plain.ts': _, ...others } = CLEAN;
    expect(staleFloors(readProject({ ...others, 'embed/script.ts': '' }))).toEqual(['jobs']);
  });

  it('a package that only its types are used of', () => {
    const project = readProject({ 'base/time/a.ts': "import type { Zone } from 'luxon';" });
    expect(unusedPackages(project)).toContain('luxon');
  });

  it('a file that cannot be read, by throwing', () => {
    expect(() => reportOn({ 'http/a.ts': 'const = 1;' })).toThrow('http/a.ts');
  });
});

describe('not reported', () => {
  it('a clean tree', () => {
    expect(reportOn({})).toEqual({});
  });

  it.each(INNOCENT_IMPORTS)('%s', (_title, sources) => {
    expect(reportOn(sources)).toEqual({});
  });

  it.each(LOOK_ALIKES)('what looks like a reach: %s', (code) => {
    expect(reportOn({ 'http/a.ts': code })).toEqual({});
  });

  it.each(DATES_OF_INSTANTS)('a date of an instant where dates are at home: %s', (code) => {
    expect(reportOn({ 'base/time/a.ts': code })).toEqual({});
  });

  it.each(['platform/node', 'embed'])('a reach in %s', (folder) => {
    const files = REACHES.map(([, code], at) => [`${folder}/a${at}.ts`, code]);
    expect(reportOn(Object.fromEntries(files))).toEqual({});
  });

  it.each(UNCOUNTED)('twenty of %s', (code) => {
    expect(reportOn({ 'http/a.ts': repeated(code, 20) })).toEqual({});
  });

  it('five casts and fifteen methods that only forward', () => {
    const casts = repeated('use(a as B);', 5);
    const forwarders = repeated('use({ a: (b) => c.a(b) });', 15);
    expect(reportOn({ 'http/a.ts': casts, 'http/b.ts': forwarders })).toEqual({});
  });
});
