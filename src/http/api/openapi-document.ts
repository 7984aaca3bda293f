import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { FetchBody } from '../../imports/import-options.ts';
import { JoinBody, SplitBody } from '../../imports/join-request.ts';
import { SourceBody } from '../../imports/source-service.ts';
import { MediaBody } from '../../media/media-request.ts';
import { TokenBody } from '../../newsroom/token-request.ts';
import { PreviewBody } from '../../pages/preview-request.ts';
import { BounceBody, SubscribeBody } from '../../subscribers/subscription.ts';
import { NewsroomBody } from '../../validation/newsroom-request.ts';
import {
  CorrectBody,
  CreateBody,
  EditBody,
  EmptyBody,
  ScheduleBody,
  WithdrawBody,
} from '../../validation/release-request.ts';
import { API } from './answer.ts';
import { ANSWER_SCHEMAS, type JsonSchema } from './answer-schemas.ts';
import type { CallDescription } from './call-description.ts';
import { CALLS } from './calls.ts';
import { described, patchOf } from './schema-texts.ts';

const BODIES = {
  NewsroomBody,
  CreateBody,
  ScheduleBody,
  CorrectBody,
  WithdrawBody,
  SubscribeBody,
  BounceBody,
  JoinBody,
  SplitBody,
  SourceBody,
  PreviewBody,
  MediaBody,
  TokenBody,
  EmptyBody,
  ImportRequest: FetchBody,
} as const;

/** The OpenAPI 3.1 description, from the schemas that validate the requests and those that describe the answers. */
export function openApiDocument(baseUrl: string): object {
  const paths: { [path: string]: { [method: string]: object } } = {};
  for (const call of CALLS) {
    paths[call.path] = { ...paths[call.path], [call.method]: operation(call) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Kaiku', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: `${baseUrl}${API}` }],
    paths,
    components: {
      schemas: describedAll({
        ...bodySchemas(),
        ...ANSWER_SCHEMAS,
        NewsroomPatch: patchOf(jsonSchema(NewsroomBody)),
        ReleasePatch: patchOf(jsonSchema(EditBody)),
        MediaPatch: patchOf(jsonSchema(MediaBody)),
        MediaForm: MEDIA_FORM,
      }),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

/** Describes a schema's input. Checks that JSON Schema cannot express are left out. */
function jsonSchema(schema: GenericSchema): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' });
  return { ...rest };
}

function bodySchemas(): { readonly [name: string]: JsonSchema } {
  return Object.fromEntries(Object.entries(BODIES).map(([name, schema]) => [name, jsonSchema(schema)]));
}

function describedAll(schemas: { readonly [name: string]: JsonSchema }): object {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, described(schema, name)]));
}

function operation(call: CallDescription): object {
  const { id, path, summary, access, scope, body, answer, query = [], headers = [] } = call;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(name ?? '', 'path'));
  const statuses = [call.success, ...(call.also === undefined ? [] : [call.also])];
  const success = {
    description: summary,
    ...(answer !== undefined && { content: answerContent(answer) }),
  };
  return {
    operationId: id,
    summary,
    description: [call.description, `Least scope of a token: \`${scope}\`.`].filter(Boolean).join(' '),
    // An empty requirement makes the token optional. The names of roles are those of scopes.
    security: access === 'anyone' ? [{}, { token: [scope] }] : [{ token: [scope] }],
    parameters: [
      ...inPath,
      ...query.map((name) => parameter(name, 'query')),
      ...headers.map((name) => parameter(name, 'header')),
    ],
    ...(body !== undefined && {
      requestBody: { required: !(call.isBodyOptional ?? false), content: bodyContent(body) },
    }),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [status, success])),
      ...Object.fromEntries(errorStatuses(call).map((status) => [status, problem(status)])),
      default: problem(0),
    },
  };
}

function answerContent(answer: string): object {
  if (answer === 'Export') return { [NDJSON]: { schema: { type: 'string' } } };
  const json = { 'application/json': { schema: { $ref: `#/components/schemas/${answer}` } } };
  // A client that accepts NDJSON is told how far the import has come.
  return answer === 'ImportReport' ? { ...json, [NDJSON]: { schema: { type: 'string' } } } : json;
}

const NDJSON = 'application/x-ndjson';
const FOREIGN_XML = ['application/rss+xml', 'application/atom+xml', 'application/xml', 'text/xml'];

function bodyContent(body: string): object {
  const schema = { $ref: `#/components/schemas/${body}` };
  const document = { schema: { type: 'string' } };
  if (body === 'ExportBody') return { [NDJSON]: document };
  // A file may also be sent without a form, as the whole content.
  if (body === 'MediaForm') return { 'multipart/form-data': { schema }, '*/*': {} };
  if (body === 'ImportBody') {
    const json = { anyOf: [{ $ref: '#/components/schemas/ImportRequest' }, { type: 'object' }] };
    return {
      ...Object.fromEntries(FOREIGN_XML.map((type) => [type, document])),
      'application/feed+json': { schema: { type: 'object' } },
      'application/json': { schema: json },
    };
  }
  return { [body.endsWith('Patch') ? 'application/merge-patch+json' : 'application/json']: { schema } };
}

/** What follows from the path, the token, the body and the headers, and what the call adds. */
function errorStatuses({ path, body, headers = [], errors = [] }: CallDescription): number[] {
  const needsMatch = headers.includes('If-Match');
  const all = [
    ...[401, 403, ...errors],
    ...(path.includes('{') ? [404] : []),
    ...(body === undefined ? [] : [400, 413, 415, 422]),
    ...(needsMatch ? [409, 412, 428] : []),
  ];
  return [...new Set(all)].sort((a, b) => a - b);
}

function problem(status: number): object {
  return {
    description: status === 0 ? 'Another problem (RFC 9457)' : `Problem ${status} (RFC 9457)`,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function parameter(name: string, place: 'path' | 'query' | 'header'): object {
  const isNumber = ['number', 'revision', 'limit'].includes(name);
  const required = place === 'path' || name === 'If-Match';
  return { name, in: place, required, schema: { type: isNumber ? 'integer' : 'string' } };
}

const MEDIA_FORM = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'string', contentMediaType: 'application/octet-stream' },
    metadata: { $ref: '#/components/schemas/MediaBody' },
  },
} as const;
