import type { Language } from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import type { Refusal, RefusalCode } from '../base/refusal.ts';

/** Refusals whose text has a placeholder for a name. */
const NAMED = ['unknown-charset', 'language-not-served', 'language-not-of-newsroom'] as const;
type NamedCode = (typeof NAMED)[number];

export function refusalText(language: Language, { code, name, where }: Refusal): string {
  const reason =
    name !== undefined && isNamed(code)
      ? translate(language, `intake:named.${code}`, { name })
      : translate(language, `intake:refusal.${code}`);
  return where === undefined ? reason : translate(language, 'intake:at', { reason, where });
}

function isNamed(code: RefusalCode): code is NamedCode {
  return NAMED.some((named) => named === code);
}
