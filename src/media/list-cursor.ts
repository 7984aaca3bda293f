const CURSOR = /^([0-9]{14}):([0-9a-f]{32})$/;

/** The cursor is the end of the order row's key: inverted creation time and id. */
export function encodeCursor(position: string): string {
  return position.replace(':', '.');
}

export function decodeCursor(cursor: string): string | null {
  const position = cursor.replace('.', ':');
  return CURSOR.test(position) ? position : null;
}
