import type { Problem, Result } from '../../src/base/problem.ts';
import type { Newsroom } from '../../src/domain/newsroom.ts';
import type { Release } from '../../src/domain/release.ts';
import { type ReleaseRepresentation, representRelease } from '../../src/domain/representation.ts';
import { createRelease } from '../../src/lifecycle/changes.ts';
import type { ChangeContext } from '../../src/lifecycle/context.ts';
import { sanitizeBody } from '../../src/validation/sanitize.ts';

export const BASE = 'https://kaiku.example';

export const newsroom: Newsroom = {
  number: 3,
  revision: 1,
  slug: 'saaristo',
  name: { fi: 'Saariston kunta', sv: 'Skärgårdens kommun', en: 'Archipelago Municipality' },
  description: {},
  languages: ['fi', 'sv', 'en'],
  defaultLanguage: 'fi',
  website: 'https://www.saaristo.example/uutiset/',
  contacts: [],
  socialLinks: [],
  createdAt: Date.parse('2025-06-01T22:30:00Z'),
  authority: 'kaiku.example',
};

/** `now` is half a second after `time`, so that tests notice a time that is not truncated to the second. */
export function context(time: string, changes: Partial<Newsroom> = {}): ChangeContext {
  return {
    newsroom: { ...newsroom, ...changes },
    baseUrl: BASE,
    now: Date.parse(time) + 500,
    sanitize: sanitizeBody,
  };
}

export const NOON = '2025-11-12T12:00:00+02:00';
export const LATER = '2025-11-12T15:30:00+02:00';

export function successOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.problem)}`);
  return result.value;
}

export function problem<T>(result: Result<T>): Problem {
  if (result.ok) throw new Error('accepted');
  return result.problem;
}

/** Returns `/pointer code` for each error, or the code and the rule. */
export function errorsOf<T>(result: Result<T>): string[] {
  const { code, rule, errors } = problem(result);
  return errors === undefined
    ? [`${code} ${rule ?? ''}`.trim()]
    : errors.map((e) => `${e.pointer} ${e.code}`);
}

export function create(body: object, time = NOON): Release {
  return successOf(createRelease(context(time), 42, body));
}

export const FINNISH = { title: 'Uusi lautta aloittaa liikenteen', body: '<p>Lautta lähtee kello 8.</p>' };
export const SWEDISH = { title: 'En ny färja inleder trafiken', body: '<p>Färjan avgår klockan 8.</p>' };

export function publishedRelease(): Release {
  return create({ state: 'published', variants: { fi: FINNISH, sv: SWEDISH } });
}

export function representationOf(release: Release): ReleaseRepresentation {
  return representRelease(newsroom, release, BASE, 'newsroom');
}
