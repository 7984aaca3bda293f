import type { Project } from '../import-graph.ts';
import { ambientReaches, luxonClockReadings } from './ambient.ts';
import { fileCycles, folderCycles } from './cycles.ts';
import { homelessFiles, obscureImports, upwardImports } from './floors.ts';
import { excessForwarders } from './forwarders.ts';
import { sharedPackages, strayBuiltins, strayPackages, unlistedPackages } from './packages.ts';
import { anyTypes, excessCasts, longFiles, wideFolders } from './sizes.ts';

/** Returns one line for each violation. */
export type Rule = (project: Project) => readonly string[];

/** The rules by the statement that holds when they are kept. */
export const RULES = {
  'every file stands on a known floor': homelessFiles,
  'imports point down': upwardImports,
  'every import says what it imports': obscureImports,
  'no files import each other in a ring': fileCycles,
  'no folders import each other in a ring': folderCycles,
  'packages are known only where they belong': strayPackages,
  'every package is listed with its places': unlistedPackages,
  'a package that may be exchanged is imported in one file': sharedPackages,
  "Node's modules are known only in the platform's Node folder": strayBuiltins,
  'clock, chance, environment and network come from the platform': ambientReaches,
  'time is converted from given instants': luxonClockReadings,
  'files stay short': longFiles,
  "no folder holds more than a fifth of the source's lines": wideFolders,
  'casts stay few': excessCasts,
  'nothing is typed as any': anyTypes,
  'methods that only forward stay few': excessForwarders,
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;
