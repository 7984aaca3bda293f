import { dirname, relative } from 'node:path/posix';
import { FLOORS } from '../floors.ts';
import { readProject, type Sources } from '../import-graph.ts';
import { RULES, type Rule, type RuleName } from '../rules/rules.ts';

export type Report = Partial<Record<RuleName, readonly string[]>>;

/** The planted files of a tree, and exactly the violations that must be reported. */
export type Planted = readonly [title: string, sources: Sources, report: Report];

/** Enough lines that a few more do not make a folder too large. */
const FILLING = '// Nothing.\n'.repeat(100);

/** A tree with a file on every floor, which imports from the lowest floor. */
export const CLEAN: Sources = Object.fromEntries(
  FLOORS.map((floor) => {
    const [lowest = floor] = FLOORS;
    const path = `${floor}/plain.ts`;
    const imported = floor === lowest ? '' : `import '${pathFrom(path, `${lowest}/plain.ts`)}';\n`;
    return [path, imported + FILLING];
  }),
);

/** The violations that the rules find in the clean tree with the planted files; rules without a violation are left out. */
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
