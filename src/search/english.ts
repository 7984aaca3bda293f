/**
 * The singular of an English word: the S stemmer (D. Harman, "How effective is suffixing?", 1991), which joins
 * `bridges` to `bridge` and, unlike Porter's, leaves `university` apart from `universe`.
 */
export function englishForms(word: string): readonly string[] {
  const own = word.replace(/['’]s?$/, '');
  if (/(?<![ea])ies$/.test(own) && own.length > 4) return [`${own.slice(0, -3)}y`];
  if (/(?:[sxz]|ch|sh)es$/.test(own)) return [own.slice(0, -2), own.slice(0, -1)];
  if (/[^us]s$/.test(own) && own.length > 3 && own !== 'news') return [own.slice(0, -1)];
  return [own];
}
