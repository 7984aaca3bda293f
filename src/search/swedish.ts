/** A vowel has to be left, and something with it: `broarna` is `bro`, `arna` is nothing. */
const STEM = /^.*[aeiouyåäö].*$/;
/** Plural, definite and both, the longest first; `n` and `t` alone stand after a vowel. */
const ENDINGS: readonly RegExp[] = [
  /(?:arna|erna|orna|arne)$/,
  /(?:ar|er|or|en|et|an|na)$/,
  /(?<=[aeiouyåäö])[nrt]$/,
];

/**
 * The forms that a Swedish word may be an inflection of: `bron`, `broar` and `broarna` are all `bro`. Of `skolan` it
 * cannot be told without a dictionary whether `an` or `n` is the article, so a word has several forms.
 */
export function swedishForms(word: string): readonly string[] {
  const forms = new Set<string>();
  for (const base of new Set([word, word.replace(/(?<=..[^s])s$/, '')])) {
    forms.add(bare(base));
    for (const ending of ENDINGS) {
      const stem = base.replace(ending, '');
      if (stem !== base && stem.length > 1 && STEM.test(stem)) forms.add(bare(stem));
    }
  }
  return [...forms];
}

/** `skola` and `skolor` have `skol` in common, `möte` and `mötet` `möt`. */
function bare(stem: string): string {
  return stem.replace(/(?<=[^aeiouyåäö].*[^aeiouyåäö]|^[aeiouyåäö].*[^aeiouyåäö])[ae]$/, '');
}
