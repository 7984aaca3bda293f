const STEM = /^.*[aeiouyåäö].*$/;
/** Plural and definite endings, the longest first; `n`, `r` and `t` alone follow a vowel. */
const ENDINGS: readonly RegExp[] = [
  /(?:arna|erna|orna|arne)$/,
  /(?:ar|er|or|en|et|an|na)$/,
  /(?<=[aeiouyåäö])[nrt]$/,
];

/** A word has several forms, because without a dictionary the article of `skolan` may be `an` or `n`. */
export function swedishForms(word: string): readonly string[] {
  const forms = new Set<string>();
  for (const base of new Set([word, word.replace(/(?<=..[^s])s$/, '')])) {
    forms.add(withoutFinalVowel(base));
    for (const ending of ENDINGS) {
      const stem = base.replace(ending, '');
      if (stem !== base && stem.length > 1 && STEM.test(stem)) forms.add(withoutFinalVowel(stem));
    }
  }
  return [...forms];
}

/** Without the last vowel `skola` and `skolor` share `skol`, and `möte` and `mötet` share `möt`. */
function withoutFinalVowel(stem: string): string {
  return stem.replace(/(?<=[^aeiouyåäö].*[^aeiouyåäö]|^[aeiouyåäö].*[^aeiouyåäö])[ae]$/, '');
}
