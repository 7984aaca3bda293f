/**
 * The forms that a Finnish word may be an inflection of. Not a dictionary: endings are taken off, and what is left is
 * brought to one shape for strong and weak grade (`silta` and `sillan` both give `silla`). A word whose reading is
 * open gives several forms, and two words belong together when they share one. How well it does, and what lost to it,
 * is in docs/decisions/0007-search.md.
 */

/** An ending and what stands before it, as a regular expression: a vowel, two vowels, any letter. */
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

/** What is left of a word must be long enough to mean something. */
const SHORTEST = 3;
/** `-kin`, `-kaan`: also, not even. */
const CLITIC = /(?<=.{3}[aeiouyäönt])(?:kin|kaan|kään)$/;
/** `-nsa`, `-mme`, `-nne`: their, our, your. */
const POSSESSIVE = /(?<=.{3})(?:nsa|nsä|mme|nne)$/;
/** Plurals of the two words of one syllable that press releases are full of, alone and at the end of others. */
const TIE_OR_TYO = /t(ei|öi)(?:den|tä|llä|ltä|lle|ssä|stä|hin)$/;

/** Lower-case NFC in, none to six forms out. */
export function finnishForms(given: string): readonly string[] {
  const word = given.replace(CLITIC, '');
  const forms = new Set<string>();
  const short = TIE_OR_TYO.exec(word);
  if (short !== null) forms.add(word.slice(0, short.index) + (short[1] === 'ei' ? 'tie' : 'työ'));
  const readings = readingsOf(word.replace(POSSESSIVE, ''));
  const isInflected = (readings[0]?.ending.length ?? 0) >= 3;
  if (!isInflected && (!word.endsWith('n') || /[ei]n$/.test(word)))
    for (const form of ofNominative(word)) forms.add(form);
  for (const reading of readings) for (const form of ofReading(reading, word)) forms.add(form);
  return [...forms].filter((form) => form.length >= SHORTEST);
}

interface Reading {
  readonly stem: string;
  readonly ending: string;
  readonly isPlural: boolean;
}

/** The longest ending, and the short ones that may be the true one when a longer fits too: `lasten` is no `las`. */
function readingsOf(word: string): readonly Reading[] {
  const fitting = (BY_LAST_LETTER.get(word.slice(-1)) ?? []).flatMap(({ ending, isPlural, after }) => {
    const stem = word.slice(0, -ending.length);
    const fits = word.endsWith(ending) && stem.length >= SHORTEST && after.test(stem);
    return fits ? [{ stem, ending, isPlural }] : [];
  });
  const longest = fitting[0]?.ending.length;
  return fitting.filter(({ ending }) => ending.length === longest || /^(?:n|ta|tä)$/.test(ending));
}

function ofReading({ stem, ending, isPlural }: Reading, word: string): string[] {
  if (/^t(?:a|ä|en)$/.test(ending) && !VOWEL.test(stem)) return ofConsonantStem(stem);
  const forms = isPlural ? ofPlural(stem, word) : [vowelStem(stem)];
  // `kaupunkiin` is `kaupunki` and its own vowel: the illative.
  if (ending === 'n' && /([aeiouyäö])\1$/.test(stem)) forms.push(vowelStem(stem.slice(0, -1)));
  return forms.map(oneGrade);
}

/** The word as a dictionary has it, brought to the stem of its other cases: `rakennus` to `rakennuksi`. */
function ofNominative(word: string): string[] {
  const less = (count: number) => word.slice(0, -count);
  if (word.endsWith('nen')) return [oneGrade(`${less(3)}si`)];
  if (/[^aeiouyäö]e$/.test(word)) return [oneGrade(`${word}e`)];
  if (/[aeiouyäö]si$/.test(word)) return [oneGrade(word), oneGrade(`${less(2)}ti`)];
  if (/[aä]s$/.test(word)) return [oneGrade(less(1) + word.slice(-2, -1))];
  if (/[uy]s$/.test(word)) return [oneGrade(`${less(1)}ksi`), oneGrade(`${less(1)}ti`)];
  if (/[oöei]s$/.test(word)) return [oneGrade(`${less(1)}ksi`)];
  if (word.endsWith('in')) return [oneGrade(`${less(1)}mi`)];
  return [oneGrade(word)];
}

/** `lasten`, `rakennusta`, `nuorten`: the stem lost its vowel before the ending. */
function ofConsonantStem(stem: string): string[] {
  const less = stem.slice(0, -1);
  if (stem.endsWith('s')) return [`${stem}i`, `${less}ksi`, `${less}psi`].map(oneGrade);
  return [oneGrade(stem.endsWith('t') ? `${less}ti` : `${stem}i`)];
}

/** Before the plural's `i` or `j` a vowel changed (`silto` of `silta`) or went (`kunt` of `kunta`). */
function ofPlural(stem: string, word: string): string[] {
  const less = stem.slice(0, -1);
  const last = stem.slice(-1);
  if (!VOWEL.test(stem)) return [stem + (/[aou]/.test(word) ? 'a' : 'ä'), `${stem}i`];
  if (last === 'e') return [`${less}i`, `${stem}e`];
  if (last === 'a' || last === 'ä') return [stem + last];
  const isChanged =
    /^[^aeiouyäö]*[aei]/.test(stem) || /[aeiouyäö][^aeiouyäö]+[aeiouyäö]+[^aeiouyäö]+[oö]$/.test(stem);
  if ((last === 'o' || last === 'ö') && isChanged) return [stem, less + (last === 'o' ? 'a' : 'ä')];
  return [stem];
}

/** `lapsi` has `lapse-`, `kaupunki` has `kaupunki-`: both are written with `i`. */
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
 * Strong and weak grade as one: kk, pp, tt with k, p, t; nk with ng, nt with nn and the like; t with d and p with v.
 * A `k` that goes altogether (`laki`, `lain`) is left: it would make one of `merkki` and `meri`.
 */
function oneGrade(stem: string): string {
  const [, head = '', consonants = '', tail = ''] = LAST_CONSONANTS.exec(stem) ?? [];
  if (consonants === '') return stem;
  // `tuuletin`, `tuulettimen`: the grade changes a syllable earlier.
  if (consonants === 'm' && tail === 'i') return `${head.replace(/([kpt])\1i$/, '$1i')}mi`;
  const single = consonants.replace(/([kpt])\1$/, '$1');
  const weak = WEAK[single.slice(-2)];
  if (weak !== undefined) return head + single.slice(0, -2) + weak + tail;
  if (single === 'd') return `${head}t${tail}`;
  return head + (single === 'v' ? 'p' : single) + tail;
}
