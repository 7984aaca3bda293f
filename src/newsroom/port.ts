import type { BackupPort } from '../backup/backup-port.ts';
import type { SitemapPort } from '../directory/discovery-port.ts';
import type { FeedPort } from '../feeds/feed-port.ts';
import type { ImportPort, JoinPort } from '../imports/import-port.ts';
import type { SourcePort } from '../imports/source-port.ts';
import type { DeliveryPort } from '../jobs/delivery-port.ts';
import type { MediaPort } from '../media/media-port.ts';
import type { PagePort } from '../pages/page-port.ts';
import type { PreviewPort } from '../pages/preview-port.ts';
import type { SearchPort } from '../search/search-port.ts';
import type { SubscriberPort } from '../subscribers/subscriber-port.ts';
import type { HubPort } from '../websub/hub-port.ts';
import type { ProfilePort } from './profile-port.ts';
import type { ReleasePort } from './release-port.ts';
import type { TokenPort } from './token-port.ts';

/** Across RPC on Workers, so arguments and results are plain data, and problems are values. */
export interface NewsroomPort {
  readonly profile: ProfilePort;
  readonly tokens: TokenPort;
  readonly releases: ReleasePort;
  readonly imports: ImportPort;
  readonly joins: JoinPort;
  readonly sources: SourcePort;
  readonly media: MediaPort;
  readonly feeds: FeedPort;
  readonly search: SearchPort;
  readonly pages: PagePort;
  readonly previews: PreviewPort;
  readonly sitemaps: SitemapPort;
  readonly hub: HubPort;
  readonly deliveries: DeliveryPort;
  readonly subscribers: SubscriberPort;
  readonly backup: BackupPort;
}

/** Names for platforms that call a subject across RPC. */
export const NEWSROOM_SUBJECTS = [
  'profile',
  'tokens',
  'releases',
  'imports',
  'joins',
  'sources',
  'media',
  'feeds',
  'search',
  'pages',
  'previews',
  'sitemaps',
  'hub',
  'deliveries',
  'subscribers',
  'backup',
] as const satisfies readonly (keyof NewsroomPort)[];
