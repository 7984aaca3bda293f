import type { Scope } from '../../domain/scope.ts';

/** A call of the API: what its token must permit, and what the OpenAPI document says. */
export interface CallDescription {
  /** The `operationId`, which clients name their functions after. It never changes. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly access: 'anyone' | 'token';
  /** The least scope of a token that is sent. */
  readonly scope: Scope;
  readonly description?: string;
  readonly success: number;
  /** Another status with the same content: an existing resource was replaced, or a new one made. */
  readonly also?: number;
  /** Statuses beyond those that follow from the path, the token, the body and the headers. */
  readonly errors?: readonly number[];
  /** Name of a schema in `answer-schemas.ts`; left out when there is no content. */
  readonly answer?: string;
  /** Name of a schema in `openapi-document.ts`. */
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
    | 'NewsroomPatch'
    | 'ReleasePatch'
    | 'MediaPatch'
    | 'EmptyBody'
    | 'ImportBody'
    | 'ExportBody';
  /** True when a request without content uses the defaults. */
  readonly isBodyOptional?: boolean;
  readonly query?: readonly string[];
  readonly headers?: readonly string[];
}
