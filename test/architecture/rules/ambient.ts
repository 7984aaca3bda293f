import { isIn } from '../floors.ts';
import { type FreeReference, freeReferences } from '../free-references.ts';
import { findNodes, lineOf, type Project } from '../import-graph.ts';
import { isIdentifier, memberName, nodesOf } from '../syntax.ts';

/** Globals that only the platform may use, and ways around them: the global object and code made from text. */
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
  'Buffer',
  'NodeJS',
  'Worker',
  'SharedWorker',
  'caches',
  'navigator',
]);

/** Clock, randomness, environment and network belong to the platform; those of a browser to `embed`. */
const FREE_OF_RULES = ['platform', 'embed'];

const HOME_OF_DATES = 'base/time';

/**
 * Only the platform's folder uses the clock, randomness, the environment or the network, however it is spelled. Code that
 * calculates with time makes dates from given instants only.
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

/** Ways in which luxon reads the clock. */
const CLOCK_OF_LUXON: readonly (string | null)[] = ['now', 'local', 'utc'];

/** The folder of time converts given instants, so it does not ask luxon for the current one either. */
export function luxonClockReadings(project: Project): string[] {
  return findNodes(project, (node) => {
    const isOfDateTime = isIdentifier(node.object) && node.object.name === 'DateTime';
    return (
      node.type === 'MemberExpression' &&
      isOfDateTime &&
      CLOCK_OF_LUXON.includes(memberName(node, 'property'))
    );
  });
}

function isBanned(reference: FreeReference, isAtHome: boolean): boolean {
  if (reference.name === 'Date') return !isAtHome || readsClock(reference);
  if (reference.name === 'Math') return !isMemberOtherThan('random', reference);
  return BANNED.has(reference.name);
}

function readsClock(reference: FreeReference): boolean {
  return !reference.isType && !makesOfInstant(reference) && !isMemberOtherThan('now', reference);
}

/** `new Date(...parts)` reads the clock when there are no parts. */
function makesOfInstant({ node, parent }: FreeReference): boolean {
  const [first] = nodesOf(parent.arguments);
  return (
    parent.type === 'NewExpression' &&
    parent.callee === node &&
    first !== undefined &&
    first.type !== 'SpreadElement'
  );
}

/** Only a member that is named in the code is known: an alias, a pattern or a computed name may be any member. */
function isMemberOtherThan(banned: string, { node, parent }: FreeReference): boolean {
  if (parent.type !== 'MemberExpression' || parent.object !== node) return false;
  const name = memberName(parent, 'property');
  return name !== null && name !== banned;
}
