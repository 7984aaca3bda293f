import { LANGUAGES } from '../../base/locale/language.ts';
import { FORMATS } from '../../domain/feed-name.ts';
import { feedUrl, newsroomUrl } from '../../domain/urls.ts';
import { readEnvironment } from './environment.ts';
import { listen, stopOnSignals } from './listen.ts';
import { checkPort, MAIN_VARIABLES } from './open-port.ts';
import { own } from './ownership.ts';
import { refuseStart } from './refuse-start.ts';
import { fillSample } from './sample.ts';
import { openService } from './service.ts';

const { slug, token, baseUrl } = await start().catch((error: unknown) =>
  refuseStart('The demo does not start', error),
);

console.log('Kaiku is running with a sample newsroom. Try:\n');
for (const language of LANGUAGES) {
  console.log(`  ${newsroomUrl(baseUrl, language, slug)}`);
  for (const format of FORMATS) {
    console.log(`  ${feedUrl(baseUrl, { language, newsroom: slug, cut: { kind: 'all' } }, format)}`);
  }
}
console.log(`  ${baseUrl}/${slug}/feed`);
console.log(`  ${baseUrl}/api/v1/openapi.json\n`);
console.log(
  token === null
    ? 'The sample was there already; its token was shown then.'
    : `The newsroom's token: ${token}`,
);

async function start() {
  const environment = readEnvironment(process.env);
  const { data, baseUrl, host, port } = environment;
  const ownership = await own(data, { command: 'npm run demo', address: baseUrl, port });
  // Before the sample: its token is shown once, by a demo that runs.
  await checkPort({ host, port, variables: MAIN_VARIABLES });
  const service = openService({ ...environment, now: Date.now });
  const sample = await fillSample(service);
  const { stop } = await listen(service, environment);
  stopOnSignals(async () => {
    await stop();
    ownership.release();
  });
  return { ...sample, baseUrl };
}
