import { expect, test } from 'vitest';
import { readProject } from './import-graph.ts';
import { staleFloors } from './rules/floors.ts';
import { unusedPackages } from './rules/packages.ts';
import { RULES } from './rules/rules.ts';
import { readSources } from './source-files.ts';

const project = readProject(readSources('src'));

test.each(Object.entries(RULES))('%s', (_outcome, violationsOf) => {
  expect(violationsOf(project)).toEqual([]);
});

test('every floor that is named has a folder', () => {
  expect(staleFloors(project)).toEqual([]);
});

test('every package that has a home is used in it', () => {
  expect(unusedPackages(project)).toEqual([]);
});
