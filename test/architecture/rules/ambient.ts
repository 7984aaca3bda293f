import { isIn } from '../floors.ts';
import { type FreeReference, freeReferences } from '../free-references.ts';
import { lineOf, type Project } from '../import-graph.ts';
import { memberName, nodesOf } from '../syntax.ts';

/** What the platform folder hands in, and the ways around it: the global object and code made of text. */
const BANNED = new Set([
  'process',
  'fetch',
  'performance',
  'Temporal',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'globalThis',
  'global',
  'self',
  'window',
  'eval',
  'Function',
  'require',
]);

/** The clock, chance, the environment and the network belong to the platform; a browser's to what is embedded. */
const FREE_OF_RULES = ['platform', 'embed'];

const HOME_OF_DATES = 'base/time';

/**
 * No clock, chance, environment or network is reached for but in the platform's folder, whichever way it is spelled.
 * Where time is reckoned with, dates are made of given instants only.
 */
export function ambientReaches({ files }: Project): string[] {
  return files
    .filter(({ path }) => !FREE_OF_RULES.some((folder) => isIn(path, folder)))
    .flatMap((file) =>
      freeReferences(file.program)
        .filter((reference) => isBanned(reference, isIn(file.path, HOME_OF_DATES)))
        .map(({ name, node }) => `${file.path}:${lineOf(file, node)} reaches ${name}`),
    );
}

function isBanned(reference: FreeReference, isAtHome: boolean): boolean {
  if (reference.name === 'Date') return !isAtHome || readsClock(reference);
  if (reference.name === 'Math') return !isMemberOtherThan('random', reference);
  return BANNED.has(reference.name);
}

function readsClock(reference: FreeReference): boolean {
  return !reference.isType && !makesOfInstant(reference) && !isMemberOtherThan('now', reference);
}

/** `new Date(...parts)` may have no parts, and then reads the clock. */
function makesOfInstant({ node, parent }: FreeReference): boolean {
  const [first] = nodesOf(parent.arguments);
  return (
    parent.type === 'NewExpression' &&
    parent.callee === node &&
    first !== undefined &&
    first.type !== 'SpreadElement'
  );
}

/** Only a member named in the code shows which it is: an alias, a pattern or a computed name may be any. */
function isMemberOtherThan(banned: string, { node, parent }: FreeReference): boolean {
  if (parent.type !== 'MemberExpression' || parent.object !== node) return false;
  const name = memberName(parent, 'property');
  return name !== null && name !== banned;
}
