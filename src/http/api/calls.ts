/** One call of the API, as the OpenAPI document describes it. */
export interface CallDescription {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly access: 'anyone' | 'token';
  readonly success: number;
  /** Name of its schema. */
  readonly body?:
    | 'NewsroomBody'
    | 'CreateBody'
    | 'ScheduleBody'
    | 'CorrectBody'
    | 'WithdrawBody'
    | 'MergePatch';
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
  { ...token, method: 'get', path: `${RELEASE}/revisions`, summary: 'Every revision' },
  { ...token, method: 'get', path: `${RELEASE}/revisions/{revision}`, summary: 'One revision' },
  { ...token, method: 'get', path: `${NEWSROOM}/tokens`, summary: 'Tokens' },
  { ...token, method: 'post', path: `${NEWSROOM}/tokens`, summary: 'New token', success: 201 },
  { ...token, method: 'delete', path: `${NEWSROOM}/tokens/{id}`, summary: 'Revoke a token', success: 204 },
  { ...token, method: 'get', path: `${NEWSROOM}/export`, summary: 'Export as NDJSON' },
  { ...token, method: 'post', path: `${NEWSROOM}/restore`, summary: 'Restore an export' },
  { ...token, method: 'post', path: `${NEWSROOM}/rebuild`, summary: 'Rebuild the timelines' },
];
