import { type AnsweredRequest, type Log, SILENT } from '../base/log.ts';

export const LOG_LEVELS = ['off', 'errors', 'requests'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  readonly write: (line: string) => void;
  readonly now: () => number;
  /** Records every answer and every job's outcome, whatever the level. */
  readonly metrics?: MetricsRecorder | null;
}

export interface MetricsRecorder {
  recordAnswer(answer: AnsweredRequest, milliseconds: number): void;
  recordJobOutcome(channel: string, outcome: string): void;
}

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
                metrics?.recordAnswer(answer, milliseconds);
                if (logsRequests) line({ level: 'info', what: 'request', id, ...answer, milliseconds });
              },
            };
          }
        : SILENT.request,
    failed(what, error, request) {
      if (level === 'off') return;
      line({ level: 'error', what, ...(request !== undefined && { id: request }), ...describeError(error) });
    },
    concluded: (channel, outcome) => metrics?.recordJobOutcome(channel, outcome),
  };
}

interface ErrorFields {
  readonly error: string;
  readonly code?: string;
  readonly message?: string;
  /** `file:line:column` in our code. */
  readonly at?: string;
}

/** Leaves out quoted text, addresses and long numbers, which may be a client's. */
export function describeError(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const at = locationOf(error.stack ?? '');
  return {
    error: /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error',
    ...(/^[A-Z][A-Z0-9_]{1,63}$/.test(code) && { code }),
    message: withoutInput(error.message),
    ...(at !== null && { at }),
  };
}

const MAX_WORDS = 30;

/** Engines quote their input (`Unexpected token 'a', "alice@…" is not valid JSON`), so only short plain words are kept. */
function withoutInput(message: string): string {
  const line = message.slice(0, 1000).split(/[\r\n]/, 1)[0] ?? '';
  // An unclosed quote removes the rest of the line; an apostrophe within a word is no quote.
  const bare = line.replace(/(?<![A-Za-z])(["'`]).*?(?:\1(?![A-Za-z])|$)/g, '…');
  const words = bare.split(/\s+/).filter((word) => word !== '');
  const kept = words
    .slice(0, MAX_WORDS)
    .map((word) =>
      /^[A-Za-z]{1,24}(?:[-'][A-Za-z]{1,24})?[.,;:]?$|^\d{1,4}[.,;:]?$/.test(word) ? word : '…',
    );
  return kept.join(' ').replace(/…(?: …)+/g, '…');
}

/** The first place in the stack outside of Node, with the last two parts of its path. */
function locationOf(stack: string): string | null {
  for (const frame of stack.split('\n').filter((line) => /^\s+at /.test(line))) {
    const [, location] = /((?:[\w.@-]+\/)?[\w.@-]+\.(?:ts|tsx|mjs|js):\d+:\d+)\)?$/.exec(frame) ?? [];
    if (location !== undefined && !frame.includes('node:')) return location;
  }
  return null;
}
