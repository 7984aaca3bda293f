import type { ReleaseType } from '../../domain/release.ts';

/** Labels of the Nordic press services, in their languages. */
const LABELS: readonly (readonly [RegExp, ReleaseType])[] = [
  [/kutsu|inbjud|invit|indbyd/, 'invitation'],
  [/kannanot|lausun|ställningstag|uttal|udtal|statement/, 'statement'],
  [/lyhyt|kort|bulletin|brief|^(?:uutinen|nyhet|nyhed|news)$/, 'bulletin'],
];

export function pressType(label: string): ReleaseType {
  const lower = label.normalize('NFC').trim().toLowerCase();
  return LABELS.find(([words]) => words.test(lower))?.[1] ?? 'release';
}
