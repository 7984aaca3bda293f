/**
 * Names of months in English, Finnish and Swedish, January first: in full, as Finnish dates write them (the partitive),
 * and shortened as in English, in glibc and in CLDR. A name that is not here is refused, because three letters are
 * March in one language and November in another.
 */
const NAMES: readonly string[] = [
  'january jan tammikuu tammikuuta tammi tammik januari',
  'february feb helmikuu helmikuuta helmi helmik februari febr',
  'march mar maaliskuu maaliskuuta maalis maalisk mars',
  'april apr huhtikuu huhtikuuta huhti huhtik',
  'may toukokuu toukokuuta touko toukok maj',
  'june jun kesäkuu kesäkuuta kesä kesäk juni',
  'july jul heinäkuu heinäkuuta heinä heinäk juli',
  'august aug elokuu elokuuta elo elok augusti',
  'september sep sept syyskuu syyskuuta syys syysk',
  'october oct lokakuu lokakuuta loka lokak oktober okt',
  'november nov marraskuu marraskuuta marras marrask',
  'december dec joulukuu joulukuuta joulu jouluk',
];

const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, month) => names.split(' ').map((name): [string, number] => [name, month])),
);

/** `name` is in NFC. Counts from 0; null for an unknown name. */
export function monthNamed(name: string): number | null {
  return MONTHS.get(name.toLowerCase()) ?? null;
}
