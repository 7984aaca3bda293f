import { createServer } from 'node:http';
import { addressOf, MAIN_VARIABLES, openPort } from '../open-port.ts';

/** Serves a page of another site, on an origin of its own, that shows the newsroom's releases by the embed. */
export async function servePartnerPage({
  baseUrl,
  slug,
  host,
}: {
  readonly baseUrl: string;
  readonly slug: string;
  readonly host: string | null;
}): Promise<{ readonly url: string; close(): void }> {
  const page = pageOf(baseUrl, slug);
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
  });
  await openPort(server, { host, port: 0, variables: MAIN_VARIABLES });
  const name = host ?? new URL(baseUrl).hostname;
  const authority = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  return {
    url: `http://${authority}:${addressOf(server).port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function pageOf(baseUrl: string, slug: string): string {
  const list = (language: string, heading: string, link: string) => `<section lang="${language}">
<h2>${heading}</h2>
<kaiku-releases newsroom="${slug}" lang="${language}" limit="5"><a href="${baseUrl}/${language}/${slug}">${link}</a></kaiku-releases>
</section>`;
  return `<!doctype html>
<html lang="fi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Saariston Uutiset</title>
<style>body { font: 1.05rem/1.5 Georgia, serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }</style>
<script type="module" src="${baseUrl}/embed/kaiku.js"></script>
</head>
<body>
<main>
<h1>Saariston Uutiset</h1>
${list('fi', 'Saarenkunta tiedottaa', 'Saarenkunnan tiedotteet')}
${list('sv', 'Ökommun meddelar', 'Ökommuns meddelanden')}
${list('en', 'News from the Island Municipality', 'Releases of the Island Municipality')}
</main>
</body>
</html>
`;
}
