/** A call of the API for the OpenAPI document. */
export interface CallDescription {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly access: 'anyone' | 'token';
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
const token = { access: 'token', success: 200 } as const;
const anyone = { access: 'anyone', success: 200 } as const;
const change = { ...token, method: 'post', headers: ['If-Match'] } as const;

export const CALLS: readonly CallDescription[] = [
  {
    ...token,
    method: 'post',
    path: '/newsrooms',
    summary: 'Found a newsroom',
    body: 'NewsroomBody',
    success: 201,
  },
  { ...anyone, method: 'get', path: NEWSROOM, summary: 'Profile' },
  { ...token, method: 'patch', path: NEWSROOM, summary: 'Change the profile', body: 'MergePatch' },
  {
    ...anyone,
    method: 'get',
    path: RELEASES,
    summary: 'Releases, newest first',
    query: ['state', 'language', 'limit', 'cursor'],
  },
  {
    ...token,
    method: 'post',
    path: RELEASES,
    summary: 'Write a release',
    body: 'CreateBody',
    headers: ['Idempotency-Key'],
    success: 201,
  },
  { ...anyone, method: 'get', path: RELEASE, summary: 'Release' },
  {
    ...token,
    method: 'patch',
    path: RELEASE,
    summary: 'Change a release',
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
    ...token,
    method: 'post',
    path: `${RELEASE}/previews`,
    summary: 'A link that shows the release to whoever holds it',
    body: 'PreviewBody',
    isBodyOptional: true,
    success: 201,
  },
  { ...token, method: 'get', path: `${RELEASE}/deliveries`, summary: 'What left of a release, and when' },
  {
    ...token,
    method: 'get',
    path: `${NEWSROOM}/dead-letters`,
    summary: 'What could not be delivered',
    query: ['cursor'],
  },
  {
    ...token,
    method: 'post',
    path: `${NEWSROOM}/dead-letters/{id}/requeue`,
    summary: 'Try a delivery again',
    success: 202,
  },
  { ...token, method: 'get', path: `${RELEASE}/revisions`, summary: 'Every revision' },
  { ...token, method: 'get', path: `${RELEASE}/revisions/{revision}`, summary: 'One revision' },
  { ...token, method: 'get', path: `${NEWSROOM}/tokens`, summary: 'Tokens' },
  { ...token, method: 'post', path: `${NEWSROOM}/tokens`, summary: 'New token', success: 201 },
  { ...token, method: 'delete', path: `${NEWSROOM}/tokens/{id}`, summary: 'Revoke a token', success: 204 },
  {
    ...anyone,
    method: 'post',
    path: `${NEWSROOM}/subscriptions`,
    summary: 'Ask for releases by e-mail',
    body: 'SubscribeBody',
    success: 202,
  },
  {
    ...token,
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
    ...token,
    method: 'put',
    path: `${NEWSROOM}/media`,
    summary: 'Put a file into the library',
    body: 'MediaForm',
    query: ['name'],
    success: 201,
  },
  { ...anyone, method: 'get', path: `${NEWSROOM}/media/{id}`, summary: 'One file' },
  {
    ...token,
    method: 'patch',
    path: `${NEWSROOM}/media/{id}`,
    summary: 'Change what is said of a file',
    body: 'MergePatch',
    headers: ['If-Match'],
  },
  { ...token, method: 'delete', path: `${NEWSROOM}/media/{id}`, summary: 'Remove a file', success: 204 },
  { ...token, method: 'post', path: `${NEWSROOM}/imports`, summary: 'Import a foreign document' },
  { ...token, method: 'get', path: `${NEWSROOM}/sources`, summary: 'Sources that are followed' },
  { ...token, method: 'get', path: `${NEWSROOM}/sources/{id}`, summary: 'One source' },
  {
    ...token,
    method: 'put',
    path: `${NEWSROOM}/sources/{id}`,
    summary: 'Follow a source',
    body: 'SourceBody',
  },
  { ...token, method: 'delete', path: `${NEWSROOM}/sources/{id}`, summary: 'Follow no more', success: 204 },
  {
    ...token,
    method: 'post',
    path: `${NEWSROOM}/sources/{id}/fetch`,
    summary: 'Fetch a source now',
    success: 202,
  },
  { ...token, method: 'get', path: `${NEWSROOM}/export`, summary: 'Export as NDJSON' },
  { ...token, method: 'post', path: `${NEWSROOM}/restore`, summary: 'Restore an export' },
  { ...token, method: 'post', path: `${NEWSROOM}/rebuild`, summary: 'Rebuild the timelines' },
];
