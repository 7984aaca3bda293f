import { LANGUAGES } from '../../base/locale/language.ts';
import { FORMATS } from '../../domain/feed-name.ts';
import { feedUrl, newsroomUrl } from '../../domain/urls.ts';
import { readEnvironment } from './environment.ts';
import { listen, stopOnSignals } from './listen.ts';
import { type Ownership, own } from './ownership.ts';
import { fillSample } from './sample.ts';
import { openService } from './service.ts';

const environment = readEnvironment(process.env);
const ownership = await takeDirectory();
const service = openService({ ...environment, now: Date.now });
const { slug, token } = await fillSample(service);
const { stop } = await listen(service, environment);
stopOnSignals(async () => {
  await stop();
  ownership.release();
});

const { baseUrl } = environment;
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

async function takeDirectory(): Promise<Ownership> {
  const { data, baseUrl: address, port } = environment;
  try {
    return await own(data, { command: 'npm run demo', address, port });
  } catch (error) {
    console.error(`The demo does not start: ${error instanceof Error ? error.message : 'unknown'}`);
    process.exit(1);
  }
}
