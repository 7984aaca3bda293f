import { dirname } from 'node:path/posix';
import { ownImports, type Project } from '../import-graph.ts';

type Graph = Map<string, Set<string>>;
type Edge = readonly [from: string, to: string];

/** No files import each other in a cycle, not even for types. */
export function fileCycles(project: Project): string[] {
  const graph = graphOf(edgesOf(project));
  return cyclesOf(graph, [...graph.keys()]);
}

/**
 * No folders import each other in a cycle. For every folder F the nodes are the files directly in F and the folders
 * directly in F, each with all its descendants. The imports between these nodes have no cycle with a folder in it.
 *
 * Thus a file directly in F may import from the part F/x, and F/x may import a file directly in F only if that file
 * imports nothing of F/x back, neither itself nor by way of other files in F or of other parts of F.
 */
export function folderCycles(project: Project): string[] {
  const edges = edgesOf(project);
  const folders = new Set(project.files.flatMap(({ path }) => ancestorsOf(path)));
  return [...folders].sort().flatMap((folder) => {
    const inside = edges.flatMap((edge) => edgeWithin(folder, edge));
    const graph = graphOf(inside);
    return cyclesOf(
      graph,
      [...graph.keys()].filter((member) => member.endsWith('/')),
    );
  });
}

function edgesOf(project: Project): Edge[] {
  return ownImports(project).map(({ from, to }) => [from, to]);
}

/** The empty name stands for `src`. */
function ancestorsOf(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [''] : [folder, ...ancestorsOf(folder)];
}

/** An import between two members of a folder. The name of a subfolder ends with a slash. */
function edgeWithin(folder: string, [from, to]: Edge): Edge[] {
  const [source, target] = [memberOf(folder, from), memberOf(folder, to)];
  return source === null || target === null || source === target ? [] : [[source, target]];
}

function memberOf(folder: string, file: string): string | null {
  const prefix = folder === '' ? '' : `${folder}/`;
  if (!file.startsWith(prefix) || file.startsWith('../')) return null;
  const slash = file.indexOf('/', prefix.length);
  return slash === -1 ? file : file.slice(0, slash + 1);
}

function graphOf(edges: readonly Edge[]): Graph {
  const graph: Graph = new Map();
  for (const [from, to] of edges) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  return graph;
}

/** One shortest cycle for each strongly connected component, from its alphabetically first possible start. */
function cyclesOf(graph: Graph, starts: readonly string[]): string[] {
  const reported = new Set<string>();
  return [...starts].sort().flatMap((start) => {
    if (reported.has(start)) return [];
    const ring = shortestRing(graph, start);
    if (ring === null) return [];
    const connected = connectedFiles(graph, start);
    for (const member of connected) reported.add(member);
    const others = connected.length - ring.length;
    return [[...ring, start].join(' → ') + (others > 0 ? `, tied up with ${others} more` : '')];
  });
}

function shortestRing(graph: Graph, start: string): string[] | null {
  const paths: string[][] = [[start]];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const next of graph.get(path.at(-1) ?? start) ?? []) {
      if (next === start) return path;
      if (!seen.has(next)) paths.push([...path, next]);
      seen.add(next);
    }
  }
  return null;
}

/** The strongly connected component of the start. */
function connectedFiles(graph: Graph, start: string): string[] {
  const reversed = graphOf(
    [...graph].flatMap(([from, targets]) => [...targets].map((to): Edge => [to, from])),
  );
  const back = reachedFrom(reversed, start);
  return [...reachedFrom(graph, start)].filter((each) => back.has(each));
}

function reachedFrom(graph: Graph, start: string): Set<string> {
  const reached = new Set([start]);
  for (const each of reached) for (const next of graph.get(each) ?? []) reached.add(next);
  return reached;
}
