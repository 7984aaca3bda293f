/** Text with any other `<word>` is plain text. */
export const HTML_ELEMENTS: ReadonlySet<string> = new Set(
  (
    'a abbr acronym address area article aside audio b base basefont bdi bdo big blink blockquote body br button ' +
    'canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed ' +
    'fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i ' +
    'iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav nobr noembed ' +
    'noframes noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script ' +
    'search section select slot small source span strike strong style sub summary sup svg table tbody td template ' +
    'textarea tfoot th thead time title tr track tt u ul var video wbr'
  ).split(' '),
);

export const LINE_BREAK_ELEMENTS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption ' +
    'figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p ' +
    'pre search section summary table tbody tfoot thead tr ul'
  ).split(' '),
);

export const CELL_ELEMENTS: ReadonlySet<string> = new Set(['td', 'th']);

/** The sanitizer removes the text of these too. */
export const NON_TEXT_ELEMENTS: ReadonlySet<string> = new Set(
  (
    'script style noscript template title iframe noembed noframes xmp plaintext svg math object textarea select ' +
    'button'
  ).split(' '),
);
