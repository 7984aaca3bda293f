import { type Answered, type Log, SILENT } from '../base/log.ts';

/** `errors` is the default: what is not logged costs a request nothing. */
export const LOG_LEVELS = ['off', 'errors', 'requests'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** Takes one line of JSON, without its end. */
  readonly write: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of every answer and every job's outcome at whatever level. */
  readonly metrics?: Meter | null;
}

/** Who counts what happens. */
export interface Meter {
  answered(answer: Answered, milliseconds: number): void;
  concluded(channel: string, outcome: string): void;
}

/** One line of JSON a request and one a failure. */
export function openLog({ level, write, now, metrics = null }: LogOptions): Log {
  const logsRequests = level === 'requests';
  const line = (fields: { readonly [name: string]: unknown }): void =>
    write(JSON.stringify({ time: new Date(now()).toISOString(), ...fields }));

  return {
    request:
      logsRequests || metrics !== null
        ? () => {
            const id = crypto.randomUUID();
            const began = performance.now();
            return {
              id,
              answered(answer) {
                const milliseconds = Math.round((performance.now() - began) * 1000) / 1000;
                metrics?.answered(answer, milliseconds);
                if (logsRequests) line({ level: 'info', what: 'request', id, ...answer, milliseconds });
              },
            };
          }
        : SILENT.request,
    failed(what, error, request) {
      if (level === 'off') return;
      line({ level: 'error', what, ...(request !== undefined && { id: request }), ...describe(error) });
    },
    concluded: (channel, outcome) => metrics?.concluded(channel, outcome),
  };
}

interface Described {
  readonly error: string;
  readonly code?: string;
  readonly message?: string;
  /** Where in our code it was made, `file:line:column`. */
  readonly at?: string;
}

/** An error without what it may have been told: no quoted text, no address, no number that could be somebody's. */
export function describe(error: unknown): Described {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const at = placeOf(error.stack ?? '');
  return {
    error: /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error',
    ...(/^[A-Z][A-Z0-9_]{1,63}$/.test(code) && { code }),
    message: withoutInput(error.message),
    ...(at !== null && { at }),
  };
}

const MOST_WORDS = 30;

/**
 * Words are kept that could stand in a sentence of code's: plain, short, and not in quotes. An engine's messages quote what
 * they were given (`Unexpected token 'a', "alice@…" is not valid JSON`).
 */
function withoutInput(message: string): string {
  const line = message.slice(0, 1000).split(/[\r\n]/, 1)[0] ?? '';
  // A quote that is not closed hides the rest of the line; an apostrophe within a word is none.
  const bare = line.replace(/(?<![A-Za-z])(["'`]).*?(?:\1(?![A-Za-z])|$)/g, '…');
  const words = bare.split(/\s+/).filter((word) => word !== '');
  const kept = words
    .slice(0, MOST_WORDS)
    .map((word) =>
      /^[A-Za-z]{1,24}(?:[-'][A-Za-z]{1,24})?[.,;:]?$|^\d{1,4}[.,;:]?$/.test(word) ? word : '…',
    );
  return kept.join(' ').replace(/…(?: …)+/g, '…');
}

/** The last two parts of the first place in the stack that is no part of Node. */
function placeOf(stack: string): string | null {
  for (const frame of stack.split('\n').filter((line) => /^\s+at /.test(line))) {
    const [, place] = /((?:[\w.@-]+\/)?[\w.@-]+\.(?:ts|tsx|mjs|js):\d+:\d+)\)?$/.exec(frame) ?? [];
    if (place !== undefined && !frame.includes('node:')) return place;
  }
  return null;
}
