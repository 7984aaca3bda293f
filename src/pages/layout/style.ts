import { fnv1a } from '../../base/fnv.ts';

/**
 * The style sheet is text in a module, because vitest, esbuild and wrangler load CSS files differently. The colours
 * meet WCAG AA in the light and the dark scheme.
 */
const SOURCE = `
:root {
  color-scheme: light dark;
  --paper: #fcfbf8; --card: #f3f1ea; --ink: #1c2024; --quiet: #545b63; --line: #d9d5c9;
  --link: #0a4f6d; --seen: #5b3a78; --mark: #8a2f14; --note: #fbf0d9; --button: #0a4f6d; --on-button: #ffffff;
  --serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, "Noto Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --card: #1e2327; --ink: #e8e5de; --quiet: #a9b0b7; --line: #383f45;
    --link: #86c9e6; --seen: #c9b2e6; --mark: #f0a58c; --note: #332a17; --button: #86c9e6; --on-button: #10181c;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { font: 100%/1.6 var(--sans); background: var(--paper); color: var(--ink); text-size-adjust: 100%; }
body { margin: 0; overflow-wrap: break-word; hyphens: auto; }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: .06em; }
a:visited { color: var(--seen); }
a:hover { text-decoration-thickness: .14em; }
:focus-visible { outline: .2rem solid var(--link); outline-offset: .15rem; border-radius: .1rem; }
main:focus { outline: none; }
h1, h2, h3, h4, h5, h6 { font-family: var(--serif); line-height: 1.25; text-wrap: balance; margin: 2em 0 .5em; }
h1 { font-size: clamp(1.7rem, 1.2rem + 2.4vw, 2.6rem); margin: .2em 0 .5em; }
h2 { font-size: 1.35rem; }
h3 { font-size: 1.12rem; }
h4, h5, h6 { font-size: 1rem; }
p, ul, ol, dl { margin: 0 0 1em; }
img, video { max-width: 100%; height: auto; }
.skip { position: absolute; left: 0; top: -10rem; padding: .8rem 1.2rem; background: var(--button); color: var(--on-button); z-index: 1; }
.skip:focus { top: 0; }
.masthead, .foot, main { max-width: 72rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
.masthead { display: flex; flex-wrap: wrap; gap: 0 1.5rem; justify-content: space-between; align-items: center; border-bottom: 1px solid var(--line); padding-block: .4rem; }
.masthead p { margin: 0; }
.masthead a, .foot a, .chips a, .months a, .plain a, .pager a { display: inline-block; padding: .55rem 0; min-height: 2.75rem; }
.where { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
.where a { text-decoration: none; }
.where .site { font-weight: 700; }
.where .room { font-family: var(--serif); font-size: 1.1rem; }
.tongues ul, .chips, .months, .plain, .rows, .shelf, .files { list-style: none; padding: 0; margin: 0; }
.tongues ul { display: flex; flex-wrap: wrap; gap: 0 1.1rem; }
.tongues [aria-current] { font-weight: 700; padding: .55rem 0; display: inline-block; }
main { padding-block: 1.5rem 3rem; }
.columns { display: grid; gap: 0 4rem; }
@media (min-width: 60rem) { .columns { grid-template-columns: minmax(0, 42rem) minmax(0, 1fr); } }
.measure { max-width: 42rem; }
.lead + .columns { margin-top: 2.2rem; }
dt { font-weight: 700; }
dd { margin: 0 0 .6em; }
.meta { color: var(--quiet); font-size: .95rem; margin: 0 0 .4em; }
.lead, .prose { font-family: var(--serif); font-size: 1.13rem; line-height: 1.65; }
.lead { font-size: 1.25rem; line-height: 1.5; white-space: pre-line; }
.prose a { overflow-wrap: anywhere; }
.prose blockquote { margin: 1.4em 0; padding-left: 1.2em; border-left: .25rem solid var(--line); }
.prose pre, .wide { overflow-x: auto; margin: 0 0 1.2em; }
.prose table { border-collapse: collapse; font: .95rem/1.4 var(--sans); }
.prose th, .prose td { border: 1px solid var(--line); padding: .4em .7em; text-align: start; vertical-align: top; }
.prose figure { margin: 1.5em 0; }
.note { background: var(--note); border-left: .3rem solid var(--mark); padding: .8rem 1.1rem; margin: 1.5rem 0; }
.note:first-child { margin-top: 0; }
.note h2 { margin: 0 0 .4em; font-size: 1.05rem; }
.note p:last-child { margin: 0; }
.note ul { margin: 0; padding-left: 1.1em; }
section { margin-top: 2.2rem; }
section > h2:first-child, aside > h2:first-child { margin-top: 0; }
.columns > * > section:first-child { margin-top: 0; }
@media (max-width: 59.99rem) { aside.side { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: 2rem; } }
.rows > li { padding: 1.1rem 0; border-top: 1px solid var(--line); }
.rows h2, .rows h3 { margin: 0 0 .25em; font-size: 1.2rem; }
.rows h2 a, .rows h3 a { display: inline-block; padding: .2rem 0; }
.rows p { margin: 0; }
.rows .lead { font: 1rem/1.55 var(--sans); }
.chips { display: flex; flex-wrap: wrap; gap: 0 1.1rem; align-items: baseline; }
.plain > li { border-top: 1px solid var(--line); }
.months { columns: 10rem; column-gap: .5rem; font-size: .95rem; }
.months li { break-inside: avoid; }
.count { color: var(--quiet); font-variant-numeric: tabular-nums; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; gap: 1.2rem; }
.cards address, address { font-style: normal; }
.cards a { display: inline-block; padding: .45rem 0; }
.cards .name { font-weight: 700; }
.shelf { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
.shelf figure, .media { margin: 0; }
.shelf img, .media img, .shelf video, .media video { display: block; background: var(--card); width: 100%; height: auto; }
figcaption { font-size: .95rem; margin-top: .5rem; }
figcaption p { margin: 0 0 .2em; }
figcaption a, .files a { display: inline-block; padding: .4rem 0; }
.shelf + .files { margin-top: 1.5rem; }
.files > li { padding: .3rem 0; border-top: 1px solid var(--line); }
.small { font-size: .95rem; color: var(--quiet); }
.pager { display: flex; flex-wrap: wrap; gap: 0 2rem; border-top: 1px solid var(--line); padding-top: .6rem; margin-top: 0; }
form { margin: 0; }
.field { margin: 0 0 1.2rem; }
.field label, legend { display: block; font-weight: 700; padding: 0; }
.field .small { margin: 0 0 .3rem; }
fieldset { border: 0; margin: 0 0 1.2rem; padding: 0; min-width: 0; }
input, select, button { font: inherit; color: inherit; }
input[type=email], input[type=search], input[type=text], select { width: 100%; max-width: 30rem; min-height: 2.75rem; padding: .4rem .7rem; border: 1px solid var(--quiet); border-radius: .25rem; background: var(--paper); }
.choice { display: flex; gap: .7rem; align-items: center; min-height: 2.75rem; font-weight: 400; }
.choice input { width: 1.4rem; height: 1.4rem; flex: none; accent-color: var(--button); }
.find { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; }
.find .field { flex: 1 1 14rem; max-width: 30rem; margin: 0; }
button, .button { display: inline-block; min-height: 2.75rem; padding: .5rem 1.3rem; border: 1px solid var(--button); border-radius: .25rem; background: var(--button); color: var(--on-button); font-weight: 700; cursor: pointer; text-decoration: none; }
.button:visited { color: var(--on-button); }
.problem { color: var(--mark); font-weight: 700; }
[aria-invalid=true] { border-color: var(--mark); border-width: 2px; }
.foot { border-top: 1px solid var(--line); padding-block: 1rem 2.5rem; display: flex; flex-wrap: wrap; gap: 0 1.5rem; font-size: .95rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (forced-colors: active) { .note { border: 1px solid; } }
@media print {
  :root { --paper: #fff; --ink: #000; --quiet: #333; --link: #000; --seen: #000; --note: #fff; color-scheme: light; }
  html { font-size: 11pt; }
  .skip, .tongues, .foot, .more, .subscribe, .feeds, .find, .pager, form { display: none; }
  main, .masthead { max-width: none; padding-inline: 0; }
  .columns { display: block; }
  .prose a[href^=http]::after { content: " (" attr(href) ")"; font-size: .85em; overflow-wrap: anywhere; }
  h1, h2, h3 { break-after: avoid; }
  li, figure, address { break-inside: avoid; }
}
`;

/** The style sheet without optional white space. */
export const STYLE = SOURCE.trim()
  .replace(/\n\s*/g, '')
  .replace(/\s*([{};,])\s*/g, '$1')
  .replace(/;}/g, '}');

const FILE_NAME = `kaiku-${fingerprint(STYLE)}.css`;

/** The address changes whenever the style sheet does, so that caches may keep the response for ever. */
export function styleUrl(baseUrl: string): string {
  return `${baseUrl}/assets/${FILE_NAME}`;
}

export function isCurrentStyle(fileName: string): boolean {
  return fileName === FILE_NAME;
}

/** Two FNV-1a hashes with different seeds: enough to tell versions apart, but not a cryptographic digest. */
function fingerprint(text: string): string {
  return [undefined, 0x01000193].map((seed) => fnv1a(text, seed).toString(36).padStart(7, '0')).join('');
}
