/** The S stemmer (D. Harman, "How effective is suffixing?", 1991): unlike Porter's it only removes plural endings. */
export function englishForms(word: string): readonly string[] {
  const base = word.replace(/['’]s?$/, '');
  if (/(?<![ea])ies$/.test(base) && base.length > 4) return [`${base.slice(0, -3)}y`];
  if (/(?:[sxz]|ch|sh)es$/.test(base)) return [base.slice(0, -2), base.slice(0, -1)];
  if (/[^us]s$/.test(base) && base.length > 3 && base !== 'news') return [base.slice(0, -1)];
  return [base];
}
