import { dirname, relative } from 'node:path/posix';
import { FLOORS } from '../floors.ts';
import { readProject, type Sources } from '../import-graph.ts';
import { RULES, type Rule, type RuleName } from '../rules/rules.ts';

export type Report = Partial<Record<RuleName, readonly string[]>>;

/** A tree to judge: what is planted, and what is to be reported of it and nothing else. */
export type Planted = readonly [title: string, sources: Sources, report: Report];

/** So many lines that a few more make no folder too wide. */
const FILLING = '// Nothing.\n'.repeat(100);

/** A tree with a file on every floor, each importing from the lowest. */
export const CLEAN: Sources = Object.fromEntries(
  FLOORS.map((floor) => {
    const [lowest = floor] = FLOORS;
    const path = `${floor}/plain.ts`;
    const imported = floor === lowest ? '' : `import '${pathFrom(path, `${lowest}/plain.ts`)}';\n`;
    return [path, imported + FILLING];
  }),
);

/** What every rule finds in the clean tree with something planted in it, without the rules that find nothing. */
export function reportOn(planted: Sources): Record<string, readonly string[]> {
  const project = readProject({ ...CLEAN, ...planted });
  const rules: [string, Rule][] = Object.entries(RULES);
  const reports = rules.map(([name, rule]): [string, readonly string[]] => [name, rule(project)]);
  return Object.fromEntries(reports.filter(([, violations]) => violations.length > 0));
}

function pathFrom(file: string, target: string): string {
  const path = relative(dirname(file), target);
  return path.startsWith('.') ? path : `./${path}`;
}
