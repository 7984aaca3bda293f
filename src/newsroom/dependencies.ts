import type { ExportSecrets } from '../backup/signature.ts';
import type { DirectoryPort } from '../directory/directory-port.ts';
import type { FeedDependencies } from '../feeds/dependencies.ts';
import type { SourceDependencies } from '../imports/source-service.ts';
import type { DeliveryConcurrency } from '../jobs/concurrency-limiter.ts';
import type { RepositoryDependencies } from '../repository/dependencies.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { Store } from '../storage/store.ts';
import type { ConfirmationLimits } from '../subscribers/confirmation-limits.ts';
import type { MailDependencies } from '../subscribers/mail-channel.ts';
import type { CallbackHosts } from '../websub/callback-hosts.ts';

export interface NewsroomDependencies
  extends RepositoryDependencies,
    FeedDependencies,
    SourceDependencies,
    MailDependencies {
  readonly store: Store;
  readonly concurrency: DeliveryConcurrency;
  readonly callbackHosts: CallbackHosts;
  readonly confirmationLimits: ConfirmationLimits;
  readonly media: MediaStore;
  readonly exportSecrets: ExportSecrets;
  readonly directory: DirectoryPort;
}
