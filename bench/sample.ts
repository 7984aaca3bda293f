/** Finnish words, which compress about as prose does. */
const WORDS =
  'kunta hallitus kokous saari lautta talvi vuosi uusi asukas palvelu rakentaa päättää keskusta liikenne koulu ilmasto satama kesä työ hanke alue esitys budjetti yhteys'.split(
    ' ',
  );

export function profileOf(slug: string) {
  return {
    slug,
    name: { fi: `Uutishuone ${slug}`, sv: `Nyhetsrum ${slug}`, en: `Newsroom ${slug}` },
    languages: ['fi', 'sv', 'en'],
    defaultLanguage: 'fi',
  };
}

/** Publication dates are a quarter of an hour apart; each body has about `bytes` bytes. */
export function releaseOf(n: number, bytes: number, now = Date.now()) {
  const variant = (language: string) => ({
    title: `${sentence(n, 6)} ${language} ${n}`,
    lead: sentence(n + 1, 14),
    body: bodyOf(n, bytes),
    keywords: [WORDS[n % WORDS.length] ?? ''],
  });
  return {
    state: 'published',
    publishAt: new Date(now - 1_000_000_000 + (n % 1_000_000) * 900).toISOString(),
    variants: { fi: variant('fi'), sv: variant('sv'), en: variant('en') },
  };
}

export function bodyOf(n: number, bytes: number): string {
  let body = '';
  for (let paragraph = 0; body.length < bytes; paragraph += 1)
    body += `<p>${sentence(n * 7 + paragraph, 60)}.</p>`;
  return body.length > bytes ? `${body.slice(0, bytes - 4).replace(/<[^>]*$/, '')}</p>` : body;
}

function sentence(seed: number, words: number): string {
  let state = seed * 2_654_435_761 + 1;
  const chosen: string[] = [];
  for (let word = 0; word < words; word += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    chosen.push(`${WORDS[Math.floor(state / 65_536) % WORDS.length] ?? ''}${state % 5 === 0 ? 'n' : ''}`);
  }
  return chosen.join(' ');
}
