import { createInstance } from 'i18next';
import * as en from '../../../locales/en/index.ts';
import * as fi from '../../../locales/fi/index.ts';
import * as sv from '../../../locales/sv/index.ts';
import type { Language } from './language.ts';

/**
 * The texts of the service in its languages; the one module that imports i18next. A namespace is added in the three
 * `locales/{language}/index.ts`, a language in its own folder and here.
 */
export const CATALOGUES = { fi, sv, en } as const satisfies { readonly [L in Language]: object };

/** `newsroom.title`, `field.too-long`: where a text stands in a catalogue, without its plural form. */
type PathIn<Catalogue> = {
  [Name in keyof Catalogue & string]: Catalogue[Name] extends string
    ? Name extends `${infer Base}_${'one' | 'other'}`
      ? Base
      : Name
    : `${Name}.${PathIn<Catalogue[Name]>}`;
}[keyof Catalogue & string];

type Namespaces = typeof fi;

/** `feed:newsroom.title`: a text that is in the catalogues, so that a mistyped key does not compile. */
export type TextKey = { [N in keyof Namespaces & string]: `${N}:${PathIn<Namespaces[N]>}` }[keyof Namespaces &
  string];

/** The parts of the `problem` catalogue whose keys are codes that validation and state changes return. */
export type CodeKey = `problem:field.${string}` | `problem:state.${string}`;

export type TextParams = { readonly [name: string]: string | number };

/**
 * The text of `key` in `language`, as plain text: whoever puts it into markup escapes it. Values are put in as they
 * are, numbers as the language writes them. The plural form follows `count`, or the limit (`max`, `min`) in `params`.
 */
export type Translate = (language: Language, key: TextKey | CodeKey, params?: TextParams) => string;

/** Otherwise i18next writes to the console. */
const SILENT = { type: 'logger', log() {}, warn() {}, error() {} } as const;

/** Synchronous, from the catalogues in the bundle. */
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
      // As `replace`, a parameter cannot be taken for one of i18next's options, nor a publisher's `$t(…)` for a key.
      replace: params,
      nest: false,
      ...(typeof count === 'number' && { count }),
    });
  };
}

let shared: Translate | undefined;

/** The service's translator, made at the first use: starting up does not wait for it. */
export const translate: Translate = (language, key, params) => {
  shared ??= createTranslator();
  return shared(language, key, params);
};
