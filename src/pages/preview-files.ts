import type { Release } from '../domain/release.ts';
import { PREVIEW_PARAMETER } from '../domain/urls.ts';
import { fileIdsIn } from '../media/library-references.ts';
import { type PreviewLink, previewFileToken } from './preview-link.ts';

export interface PreviewFiles {
  readonly baseUrl: string;
  readonly newsroomNumber: number;
  readonly secret: string;
  /** The release, and when the addresses expire. */
  readonly link: PreviewLink;
}

/**
 * Signs the addresses of the library's files in a rendered preview, so that its readers see those that are not public. It
 * takes whole attributes of the page, because a body names files as well as the gallery.
 */
export async function signFileAddresses(
  html: string,
  release: Release,
  { baseUrl, newsroomNumber, secret, link }: PreviewFiles,
): Promise<string> {
  const tokens = new Map<string, string>();
  for (const id of fileIdsIn(release, newsroomNumber))
    tokens.set(id, await previewFileToken(secret, id, link));
  const prefix = `${baseUrl}/media/${newsroomNumber}/`;
  return html.replace(FILE_ATTRIBUTE, (attribute, url: string, id: string, query: string | undefined) => {
    const token = tokens.get(id);
    if (token === undefined || !url.startsWith(prefix)) return attribute;
    const download = query === undefined ? '' : '&amp;download';
    return `="${url}?${PREVIEW_PARAMETER}=${token}${download}"`;
  });
}

/** An attribute with the address of a file, and whether to download it. */
const FILE_ATTRIBUTE =
  /="(https?:\/\/[^"?#\s]{1,300}\/media\/[1-9][0-9]{0,8}\/([0-9a-f]{32})(?:\/[^"?#\s]*)?)(\?download)?"/g;
