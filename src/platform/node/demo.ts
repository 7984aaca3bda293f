import { readEnvironment } from './environment.ts';
import { listen, stopOnSignals } from './listen.ts';
import { checkPort, MAIN_VARIABLES } from './open-port.ts';
import { own } from './ownership.ts';
import { refuseStart } from './refuse-start.ts';
import { servePartnerPage } from './sample/partner-page.ts';
import { fillSample } from './sample/sample.ts';
import { openService } from './service.ts';

const { slug, token, isNew, lifts, baseUrl, partner } = await start().catch((error: unknown) =>
  refuseStart('The demo does not start', error),
);

console.log(`Kaiku is running with a sample newsroom${isNew ? '' : ', which was there already'}. Open first:

  as a reader               ${baseUrl}/fi/${slug}   (sv and en likewise)
  in a feed reader          ${baseUrl}/${slug}/feed   (RSS in the reader's language)
                            ${baseUrl}/sv/${slug}/feed.atom
                            ${baseUrl}/en/${slug}/feed.json
  as a journalist           ${baseUrl}/fi/${slug}/keywords/liikenne   (with pictures, a video and contacts)
  as a partner site         ${partner}   (another origin, with the embed)
  as a communications team  curl -s ${baseUrl}/api/v1/newsrooms/${slug}/releases -H 'Authorization: Bearer ${token}'
  as a developer            ${baseUrl}/api/v1/openapi.json

A release becomes public at ${lifts}: reload the newsroom's page then.
The newsroom's token: ${token}`);

async function start() {
  const environment = readEnvironment(process.env);
  const { data, baseUrl, host, port } = environment;
  const ownership = await own(data, { command: 'npm run demo', address: baseUrl, port });
  // Before the sample, so that a demo which cannot run leaves nothing.
  await checkPort({ host, port, variables: MAIN_VARIABLES });
  const service = openService({ ...environment, now: Date.now });
  // A start that broke off may have left half a restore.
  await service.upgrade();
  const sample = await fillSample(service, data);
  const { stop } = await listen(service, environment);
  const partner = await servePartnerPage({ baseUrl, slug: sample.slug, host });
  stopOnSignals(async () => {
    partner.close();
    await stop();
    ownership.release();
  });
  return { ...sample, baseUrl, partner: partner.url };
}
