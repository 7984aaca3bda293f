import type { Scope } from '../../domain/scope.ts';

/** A call of the API: what its token must permit, and what the OpenAPI document says. */
export interface CallDescription {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly access: 'anyone' | 'token';
  /** The least scope of a token that is sent. */
  readonly scope: Scope;
  readonly description?: string;
  readonly success: number;
  /** Name of a schema in `openapi.ts`. */
  readonly body?:
    | 'NewsroomBody'
    | 'CreateBody'
    | 'ScheduleBody'
    | 'CorrectBody'
    | 'WithdrawBody'
    | 'JoinBody'
    | 'SplitBody'
    | 'SourceBody'
    | 'PreviewBody'
    | 'SubscribeBody'
    | 'BounceBody'
    | 'TokenBody'
    | 'MediaForm'
    | 'MergePatch';
  /** True when a request without content uses the defaults. */
  readonly isBodyOptional?: boolean;
  readonly query?: readonly string[];
  readonly headers?: readonly string[];
}

const NEWSROOM = '/newsrooms/{newsroom}';
const RELEASES = `${NEWSROOM}/releases`;
const RELEASE = `${RELEASES}/{number}`;
const anyone = { access: 'anyone', scope: 'read', success: 200 } as const;
const read = { access: 'token', scope: 'read', success: 200 } as const;
const write = { ...read, scope: 'write' } as const;
const publish = { ...read, scope: 'publish' } as const;
const administer = { ...read, scope: 'administer' } as const;
const change = { ...publish, method: 'post', headers: ['If-Match'] } as const;
/** Checked under the newsroom's lock, with the release as it is then. */
const MAY_NEED_PUBLISH = 'Needs the scope `publish` unless the release is a draft before and after.';
const SHOWN_NEEDS_PUBLISH =
  'Needs the scope `publish` to change what is said of a file that everybody may read, before or after.';

/** The limits are in `long-work.ts`. */
const MAY_BE_BUSY = 'Few run at once, of a newsroom and in all; then 429 `busy` with Retry-After.';

export const CALLS: readonly CallDescription[] = [
  {
    ...administer,
    method: 'post',
    path: '/newsrooms',
    summary: 'Found a newsroom',
    body: 'NewsroomBody',
    success: 201,
  },
  { ...anyone, method: 'get', path: NEWSROOM, summary: 'Profile' },
  {
    ...administer,
    method: 'patch',
    path: NEWSROOM,
    summary: 'Change the profile',
    description: 'The slug is changed with the token of the operator only.',
    body: 'MergePatch',
  },
  {
    ...anyone,
    method: 'get',
    path: RELEASES,
    summary: 'Releases, newest first',
    query: ['state', 'language', 'limit', 'cursor'],
  },
  {
    ...write,
    method: 'post',
    path: RELEASES,
    summary: 'Write a release',
    description: MAY_NEED_PUBLISH,
    body: 'CreateBody',
    headers: ['Idempotency-Key'],
    success: 201,
  },
  { ...anyone, method: 'get', path: RELEASE, summary: 'Release' },
  {
    ...write,
    method: 'patch',
    path: RELEASE,
    summary: 'Change a release',
    description: MAY_NEED_PUBLISH,
    body: 'MergePatch',
    headers: ['If-Match'],
  },
  { ...change, path: `${RELEASE}/publish`, summary: 'Publish' },
  { ...change, path: `${RELEASE}/schedule`, summary: 'Schedule', body: 'ScheduleBody' },
  { ...change, path: `${RELEASE}/unschedule`, summary: 'Back to draft' },
  { ...change, path: `${RELEASE}/correct`, summary: 'Correct', body: 'CorrectBody' },
  { ...change, path: `${RELEASE}/withdraw`, summary: 'Withdraw', body: 'WithdrawBody' },
  { ...change, path: `${RELEASE}/join`, summary: 'Join with another release', body: 'JoinBody' },
  { ...change, path: `${RELEASE}/split`, summary: 'Split a variant off', body: 'SplitBody', success: 201 },
  {
    ...write,
    method: 'post',
    path: `${RELEASE}/previews`,
    summary: 'A link that shows the release to whoever holds it',
    body: 'PreviewBody',
    isBodyOptional: true,
    success: 201,
  },
  { ...read, method: 'get', path: `${RELEASE}/deliveries`, summary: 'What left of a release, and when' },
  {
    ...administer,
    method: 'get',
    path: `${NEWSROOM}/dead-letters`,
    summary: 'What could not be delivered',
    query: ['cursor'],
  },
  {
    ...administer,
    method: 'post',
    path: `${NEWSROOM}/dead-letters/{id}/requeue`,
    summary: 'Try a delivery again',
    success: 202,
  },
  { ...read, method: 'get', path: `${RELEASE}/revisions`, summary: 'Every revision' },
  { ...read, method: 'get', path: `${RELEASE}/revisions/{revision}`, summary: 'One revision' },
  { ...administer, method: 'get', path: `${NEWSROOM}/tokens`, summary: 'Tokens' },
  {
    ...administer,
    method: 'post',
    path: `${NEWSROOM}/tokens`,
    summary: 'New token',
    body: 'TokenBody',
    isBodyOptional: true,
    success: 201,
  },
  {
    ...administer,
    method: 'delete',
    path: `${NEWSROOM}/tokens/{id}`,
    summary: 'Revoke a token',
    success: 204,
  },
  {
    ...anyone,
    method: 'post',
    path: `${NEWSROOM}/subscriptions`,
    summary: 'Ask for releases by e-mail',
    body: 'SubscribeBody',
    success: 202,
  },
  {
    ...administer,
    method: 'post',
    path: `${NEWSROOM}/bounces`,
    summary: 'End the subscriptions of an address that cannot be reached',
    body: 'BounceBody',
    success: 204,
  },
  {
    ...anyone,
    method: 'get',
    path: `${NEWSROOM}/media`,
    summary: 'Files of the library, newest first',
    query: ['limit', 'cursor'],
  },
  {
    ...write,
    method: 'put',
    path: `${NEWSROOM}/media`,
    summary: 'Put a file into the library',
    description: SHOWN_NEEDS_PUBLISH,
    body: 'MediaForm',
    query: ['name'],
    success: 201,
  },
  { ...anyone, method: 'get', path: `${NEWSROOM}/media/{id}`, summary: 'One file' },
  {
    ...write,
    method: 'patch',
    path: `${NEWSROOM}/media/{id}`,
    summary: 'Change what is said of a file',
    description: SHOWN_NEEDS_PUBLISH,
    body: 'MergePatch',
    headers: ['If-Match'],
  },
  { ...publish, method: 'delete', path: `${NEWSROOM}/media/{id}`, summary: 'Remove a file', success: 204 },
  {
    ...publish,
    method: 'post',
    path: `${NEWSROOM}/imports`,
    summary: 'Import a foreign document',
    description: MAY_BE_BUSY,
    query: ['language', 'timezone'],
  },
  { ...read, method: 'get', path: `${NEWSROOM}/sources`, summary: 'Sources that are followed' },
  { ...read, method: 'get', path: `${NEWSROOM}/sources/{id}`, summary: 'One source' },
  {
    ...administer,
    method: 'put',
    path: `${NEWSROOM}/sources/{id}`,
    summary: 'Follow a source',
    body: 'SourceBody',
  },
  {
    ...administer,
    method: 'delete',
    path: `${NEWSROOM}/sources/{id}`,
    summary: 'Follow no more',
    success: 204,
  },
  {
    ...administer,
    method: 'post',
    path: `${NEWSROOM}/sources/{id}/fetch`,
    summary: 'Fetch a source now',
    success: 202,
  },
  {
    ...administer,
    method: 'get',
    path: `${NEWSROOM}/export`,
    summary: 'Export as NDJSON',
    description: MAY_BE_BUSY,
  },
  {
    ...administer,
    method: 'post',
    path: `${NEWSROOM}/restore`,
    summary: 'Restore an export',
    description: MAY_BE_BUSY,
  },
  {
    ...administer,
    method: 'post',
    path: `${NEWSROOM}/rebuild`,
    summary: 'Rebuild the timelines',
    description: MAY_BE_BUSY,
  },
];
