/** `Content-Disposition` (RFC 6266), written and read. */

/** RFC 8187 section 3.2.1: what stands for itself in an extended value. */
const NOT_ATTR_CHAR = /['()*]/g;

/** `attachment` with the name in both forms: recipients that know the extended one prefer it. */
export function attachment(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const extended = encodeURIComponent(fileName).replace(
    NOT_ATTR_CHAR,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${extended}`;
}

export interface Disposition {
  readonly type: string;
  /** By lower-case name; quoted values without their quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TYPE = /^\s*([\w!#$%&'*+.^`|~-]+)/;
const PARAMETER = /\s*;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/y;

/** Null for what is no disposition; parameters are read as far as they are well-formed. */
export function parseDisposition(field: string): Disposition | null {
  const head = TYPE.exec(field);
  if (head?.[1] === undefined) return null;
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = head[0].length;
  for (let found = PARAMETER.exec(field); found !== null; found = PARAMETER.exec(field)) {
    const [, name = '', quoted, bare] = found;
    // Some browsers escape in forms, others do not: `\"` is the only escape that all mean.
    parameters.set(
      name.toLowerCase(),
      quoted === undefined ? (bare ?? '') : quoted.replace(/\\(["\\])/g, '$1'),
    );
  }
  return { type: head[1].toLowerCase(), parameters };
}

/** The file's name that a disposition gives: the extended form where it can be read. Null when it gives none. */
export function nameIn({ parameters }: Disposition): string | null {
  const extended = /^utf-8'[^']*'(.*)$/i.exec(parameters.get('filename*') ?? '')?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      // Malformed: the plain form counts (RFC 6266 section 4.3).
    }
  }
  return parameters.get('filename') ?? null;
}
