import type { ReleaseType } from '../../domain/release.ts';

/** What the Nordic press services call their types, in their languages. */
const LABELS: readonly (readonly [RegExp, ReleaseType])[] = [
  [/kutsu|inbjud|invit|indbyd/, 'invitation'],
  [/kannanot|lausun|ställningstag|uttal|udtal|statement/, 'statement'],
  [/lyhyt|kort|bulletin|brief|^(?:uutinen|nyhet|nyhed|news)$/, 'bulletin'],
];

/** Kaiku's type for a press service's own; a release where there is none nearer. */
export function pressType(label: string): ReleaseType {
  const lower = label.normalize('NFC').trim().toLowerCase();
  return LABELS.find(([words]) => words.test(lower))?.[1] ?? 'release';
}
