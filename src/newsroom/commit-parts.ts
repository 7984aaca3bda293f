import { placeInTimelines } from '../feeds/placement.ts';
import { mediaUses } from '../media/media-use.ts';
import { changeShownFiles } from '../media/media-visibility.ts';
import { dateIndex } from '../pages/date-index.ts';
import type { CommitParts, StepListener } from '../repository/commit.ts';
import { enqueueReleaseUpdate } from '../repository/directory-updates.ts';
import { embargoes } from '../repository/embargo.ts';
import { releaseList } from '../repository/release-list.ts';
import { searchIndex } from '../search/search-projection.ts';
import { enqueueDeliveries } from './enqueue-deliveries.ts';

const enqueueForDirectory: StepListener = (transaction, key, { before, after, isQuiet }) =>
  enqueueReleaseUpdate(transaction, key, before, after, isQuiet);

/** A new kind of row that is computed from a release needs one more projection here. */
export const COMMIT_PARTS: CommitParts = {
  anyStepListeners: [changeShownFiles],
  projections: [releaseList, embargoes, searchIndex, mediaUses, dateIndex],
  listeners: [placeInTimelines, enqueueForDirectory, enqueueDeliveries],
};
