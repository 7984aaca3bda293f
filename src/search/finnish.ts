/**
 * A Finnish stemmer without a dictionary. It removes endings and gives strong and weak grade one form (`silta` and `sillan`
 * both give `silla`). An ambiguous word has several forms, and two words match when they share one. For its quality and the
 * alternatives see docs/decisions/0007-search.md.
 */

/** `after` matches the stem that the ending may follow. */
interface Ending {
  readonly ending: string;
  readonly isPlural: boolean;
  readonly after: RegExp;
}

const VOWEL = /[aeiouyäö]$/;
const PLURALS = 'issa issä ista istä illa illä ilta iltä ille iksi ina inä itta ittä iden itten ihin ita itä';

const ENDINGS: readonly Ending[] = [
  ...endings(PLURALS, true, /[^i]$/),
  ...endings('ien iin isiin ia iä', true, /[^i]$/),
  ...endings('jen ja jä', true, VOWEL),
  ...endings('ssa ssä sta stä lla llä lta ltä lle ksi na nä n t', false, VOWEL),
  ...endings('tta ttä', false, /e$/),
  ...endings('ta tä ten', false, /(?:[aeiouyäö]{2}|[^aeiouyäö])$/),
  ...endings('a ä', false, /[aeouyäö]$/),
].toSorted((one, other) => other.ending.length - one.ending.length);

const BY_LAST_LETTER = Map.groupBy(ENDINGS, ({ ending }) => ending.slice(-1));

function endings(list: string, isPlural: boolean, after: RegExp): Ending[] {
  return list.split(' ').map((ending) => ({ ending, isPlural, after }));
}

const MIN_FORM_LENGTH = 3;
const CLITIC = /(?<=.{3}[aeiouyäönt])(?:kin|kaan|kään)$/;
const POSSESSIVE = /(?<=.{3})(?:nsa|nsä|mme|nne)$/;
/** Plurals of `tie` and `työ`, which are frequent in press releases, also at the end of compounds. */
const TIE_OR_TYO = /t(ei|öi)(?:den|tä|llä|ltä|lle|ssä|stä|hin)$/;

export function finnishForms(inflected: string): readonly string[] {
  const word = inflected.replace(CLITIC, '');
  const forms = new Set<string>();
  const oneSyllable = TIE_OR_TYO.exec(word);
  if (oneSyllable !== null)
    forms.add(word.slice(0, oneSyllable.index) + (oneSyllable[1] === 'ei' ? 'tie' : 'työ'));
  const readings = readingsOf(word.replace(POSSESSIVE, ''));
  const isInflected = (readings[0]?.ending.length ?? 0) >= 3;
  if (!isInflected && (!word.endsWith('n') || /[ei]n$/.test(word)))
    for (const form of nominativeForms(word)) forms.add(form);
  for (const reading of readings) for (const form of readingForms(reading, word)) forms.add(form);
  return [...forms].filter((form) => form.length >= MIN_FORM_LENGTH);
}

interface Reading {
  readonly stem: string;
  readonly ending: string;
  readonly isPlural: boolean;
}

/** The longest ending that fits, and short endings that may be right although a longer one fits (`lasten`). */
function readingsOf(word: string): readonly Reading[] {
  const candidates = (BY_LAST_LETTER.get(word.slice(-1)) ?? []).flatMap(({ ending, isPlural, after }) => {
    const stem = word.slice(0, -ending.length);
    const fits = word.endsWith(ending) && stem.length >= MIN_FORM_LENGTH && after.test(stem);
    return fits ? [{ stem, ending, isPlural }] : [];
  });
  const longest = candidates[0]?.ending.length;
  return candidates.filter(({ ending }) => ending.length === longest || /^(?:n|ta|tä)$/.test(ending));
}

function readingForms({ stem, ending, isPlural }: Reading, word: string): string[] {
  if (/^t(?:a|ä|en)$/.test(ending) && !VOWEL.test(stem)) return consonantStemForms(stem);
  const forms = isPlural ? pluralForms(stem, word) : [vowelStem(stem)];
  // The illative doubles the last vowel: `kaupunkiin`.
  if (ending === 'n' && /([aeiouyäö])\1$/.test(stem)) forms.push(vowelStem(stem.slice(0, -1)));
  return forms.map(mergeGrades);
}

/** Turns a nominative into the stem of the other cases: `rakennus` into `rakennuksi`. */
function nominativeForms(word: string): string[] {
  const withoutEnd = (count: number) => word.slice(0, -count);
  if (word.endsWith('nen')) return [mergeGrades(`${withoutEnd(3)}si`)];
  if (/[^aeiouyäö]e$/.test(word)) return [mergeGrades(`${word}e`)];
  if (/[aeiouyäö]si$/.test(word)) return [mergeGrades(word), mergeGrades(`${withoutEnd(2)}ti`)];
  if (/[aä]s$/.test(word)) return [mergeGrades(withoutEnd(1) + word.slice(-2, -1))];
  if (/[uy]s$/.test(word)) return [mergeGrades(`${withoutEnd(1)}ksi`), mergeGrades(`${withoutEnd(1)}ti`)];
  if (/[oöei]s$/.test(word)) return [mergeGrades(`${withoutEnd(1)}ksi`)];
  if (word.endsWith('in')) return [mergeGrades(`${withoutEnd(1)}mi`)];
  return [mergeGrades(word)];
}

/** `lasten`, `rakennusta` and `nuorten` have a stem without its last vowel. */
function consonantStemForms(stem: string): string[] {
  const withoutEnd = stem.slice(0, -1);
  if (stem.endsWith('s')) return [`${stem}i`, `${withoutEnd}ksi`, `${withoutEnd}psi`].map(mergeGrades);
  return [mergeGrades(stem.endsWith('t') ? `${withoutEnd}ti` : `${stem}i`)];
}

/** Before the plural's `i` or `j` a vowel changes (`silto` of `silta`) or disappears (`kunt` of `kunta`). */
function pluralForms(stem: string, word: string): string[] {
  const withoutEnd = stem.slice(0, -1);
  const last = stem.slice(-1);
  if (!VOWEL.test(stem)) return [stem + (/[aou]/.test(word) ? 'a' : 'ä'), `${stem}i`];
  if (last === 'e') return [`${withoutEnd}i`, `${stem}e`];
  if (last === 'a' || last === 'ä') return [stem + last];
  const isChanged =
    /^[^aeiouyäö]*[aei]/.test(stem) || /[aeiouyäö][^aeiouyäö]+[aeiouyäö]+[^aeiouyäö]+[oö]$/.test(stem);
  if ((last === 'o' || last === 'ö') && isChanged) return [stem, withoutEnd + (last === 'o' ? 'a' : 'ä')];
  return [stem];
}

/** `lapsi` has the stem `lapse-`, `kaupunki` has `kaupunki-`; both become a form with `i`. */
function vowelStem(stem: string): string {
  return stem.replace(/(?<=[^aeiouyäö])e$/, 'i');
}

const LAST_CONSONANTS = /^(.+?)([^aeiouyäö]+)([aeiouyäö]+)$/;
const WEAK: { readonly [strong: string]: string } = {
  nk: 'ng',
  nt: 'nn',
  lt: 'll',
  rt: 'rr',
  mp: 'mm',
  ht: 'hd',
};

/**
 * Gives strong and weak grade one form: kk/k, pp/p, tt/t, nk/ng, nt/nn and similar, t/d, p/v. A `k` that disappears (`laki`,
 * `lain`) is kept, because otherwise `merkki` and `meri` would match.
 */
function mergeGrades(stem: string): string {
  const [, head = '', consonants = '', tail = ''] = LAST_CONSONANTS.exec(stem) ?? [];
  if (consonants === '') return stem;
  // In `tuuletin`, `tuulettimen` the grade changes one syllable earlier.
  if (consonants === 'm' && tail === 'i') return `${head.replace(/([kpt])\1i$/, '$1i')}mi`;
  const single = consonants.replace(/([kpt])\1$/, '$1');
  const weak = WEAK[single.slice(-2)];
  if (weak !== undefined) return head + single.slice(0, -2) + weak + tail;
  if (single === 'd') return `${head}t${tail}`;
  return head + (single === 'v' ? 'p' : single) + tail;
}
