import { describe, expect, test } from 'vitest';
import { describeError, type LogLevel, openLog } from '../../src/platform/log.ts';
import { StoreFailure } from '../../src/storage/store.ts';

const NOW = Date.parse('2026-03-10T10:00:00Z');

function open(level: LogLevel) {
  const lines: unknown[] = [];
  return { lines, log: openLog({ level, now: () => NOW, write: (line) => lines.push(JSON.parse(line)) }) };
}

const ANSWER = { method: 'GET', route: '/:lang/feed.rss', status: 200, bytes: 12 };

describe('the log', () => {
  test('at the level of requests has one line for each request, with an id', () => {
    const { lines, log } = open('requests');
    const requestLog = log.request();
    requestLog?.answered(ANSWER);
    expect(lines).toEqual([
      {
        time: '2026-03-10T10:00:00.000Z',
        level: 'info',
        what: 'request',
        id: requestLog?.id,
        ...ANSWER,
        milliseconds: expect.any(Number),
      },
    ]);
    expect(requestLog?.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('at the level of errors has no requests, only failures', () => {
    const { lines, log } = open('errors');
    expect(log.request()).toBeNull();
    log.failed('due task', new StoreFailure('full'), 'an-id');
    expect(lines).toEqual([
      {
        time: '2026-03-10T10:00:00.000Z',
        level: 'error',
        what: 'due task',
        id: 'an-id',
        error: 'StoreFailure',
        message: 'the store is full',
        at: expect.stringContaining('log.test.ts:'),
      },
    ]);
  });

  test('that is off has no lines', () => {
    const { lines, log } = open('off');
    expect(log.request()).toBeNull();
    log.failed('due task', new Error('no'));
    expect(lines).toEqual([]);
  });
});

describe('an error', () => {
  const SECRETS = /secret|alice|example|hunter|kaiku_|0401234567|ä/;

  test.each([
    ['JSON', () => JSON.parse('{"email": "alice@example.fi" secret')],
    ['JSON that is short', () => JSON.parse('hunter2')],
    ['a URL', () => new URL('secret://[alice')],
    ['a regular expression', () => RegExp(`secret${'('}alice`)],
    ['a name', () => Reflect.get(Object, 'secret')()],
    ['an address in words', () => fail('mail to alice@example.fi was refused')],
    ['a token in words', () => fail('token kaiku_1_0a0b_ff is unknown')],
    ['a path', () => fail("ENOENT: no such file, open '/home/alice/secret'")],
    ['a telephone number', () => fail('called 0401234567')],
    ['an open quote', () => fail('before "alice said secret things')],
    ['a second line', () => fail('first\nsecret second')],
    ['other letters', () => fail('väärä secretä')],
    ['its name', () => fail('x', 'alice@example.fi')],
  ])('does not repeat its cause: %s', (_what, cause) => {
    let described = {};
    try {
      cause();
    } catch (error) {
      described = describeError(error);
    }
    const { at = '', ...said } = { at: '', ...described };
    expect(JSON.stringify(said)).not.toMatch(SECRETS);
    expect(at).toContain('log.test.ts:');
  });

  test('keeps the message of the JavaScript engine and its code', () => {
    const error = Object.assign(new TypeError("Cannot read properties of null (reading 'slug')"), {
      code: 'ERR_X',
    });
    expect(describeError(error)).toMatchObject({
      error: 'TypeError',
      code: 'ERR_X',
      message: 'Cannot read properties of null …',
    });
  });

  test('that is not an Error is described by its type, and a long message is cut', () => {
    expect(describeError('alice@example.fi')).toEqual({ error: 'string' });
    expect(String(describeError(new Error('word '.repeat(100_000))).message).length).toBeLessThan(800);
  });
});

function fail(message: string, name = 'Error'): never {
  const error = new Error(message);
  error.name = name;
  throw error;
}
