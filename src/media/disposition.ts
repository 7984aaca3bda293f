/** `encodeURIComponent` leaves these characters, which are no `attr-char` (RFC 8187 section 3.2.1). */
const NOT_ATTR_CHAR = /['()*]/g;

/** Has the name as ASCII and as UTF-8; clients prefer `filename*` (RFC 6266 section 4.3). */
export function attachmentDisposition(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const extended = encodeURIComponent(fileName).replace(
    NOT_ATTR_CHAR,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${extended}`;
}

export interface Disposition {
  readonly type: string;
  /** Names are in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TYPE = /^\s*([\w!#$%&'*+.^`|~-]+)/;
const PARAMETER = /\s*;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/y;

/** Reads parameters up to the first malformed one; null when there is no disposition type. */
export function parseDisposition(field: string): Disposition | null {
  const head = TYPE.exec(field);
  if (head?.[1] === undefined) return null;
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = head[0].length;
  for (let match = PARAMETER.exec(field); match !== null; match = PARAMETER.exec(field)) {
    const [, name = '', quoted, bare] = match;
    // Browsers that do not escape send a backslash as it is, so only `\"` and `\\` count as escapes.
    parameters.set(
      name.toLowerCase(),
      quoted === undefined ? (bare ?? '') : quoted.replace(/\\(["\\])/g, '$1'),
    );
  }
  return { type: head[1].toLowerCase(), parameters };
}

export function dispositionFileName({ parameters }: Disposition): string | null {
  const extended = /^utf-8'[^']*'(.*)$/i.exec(parameters.get('filename*') ?? '')?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      // Falls back to `filename` (RFC 6266 section 4.3).
    }
  }
  return parameters.get('filename') ?? null;
}
