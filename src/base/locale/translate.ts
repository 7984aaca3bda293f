import { createInstance } from 'i18next';
import * as en from '../../../locales/en/index.ts';
import * as fi from '../../../locales/fi/index.ts';
import * as sv from '../../../locales/sv/index.ts';
import type { Language } from './language.ts';

export const CATALOGUES = { fi, sv, en } as const satisfies { readonly [L in Language]: object };

type PathIn<Catalogue> = {
  [Name in keyof Catalogue & string]: Catalogue[Name] extends string
    ? Name extends `${infer Base}_${'one' | 'other'}`
      ? Base
      : Name
    : `${Name}.${PathIn<Catalogue[Name]>}`;
}[keyof Catalogue & string];

type Namespaces = typeof fi;

export type TextKey = { [N in keyof Namespaces & string]: `${N}:${PathIn<Namespaces[N]>}` }[keyof Namespaces &
  string];

export type CodeKey = `problem:field.${string}` | `problem:state.${string}`;

export type TextParams = { readonly [name: string]: string | number };

/** Returns plain text, which the caller must escape for markup. `count`, `max` or `min` selects the plural form. */
export type Translate = (language: Language, key: TextKey | CodeKey, params?: TextParams) => string;

const SILENT = { type: 'logger', log() {}, warn() {}, error() {} } as const;

export function createTranslator(): Translate {
  const i18next = createInstance().use(SILENT);
  void i18next.init({
    initAsync: false,
    resources: CATALOGUES,
    ns: Object.keys(fi),
    lng: 'fi',
    fallbackLng: false,
    interpolation: { escapeValue: false },
  });
  return (language, key, params = {}) => {
    const count = params.count ?? params.max ?? params.min;
    return i18next.t(key, {
      lng: language,
      // `replace` separates parameters from i18next's options; `nest: false` keeps `$t(…)` in a publisher's text.
      replace: params,
      nest: false,
      ...(typeof count === 'number' && { count }),
    });
  };
}

let shared: Translate | undefined;

export const translate: Translate = (language, key, params) => {
  shared ??= createTranslator();
  return shared(language, key, params);
};
