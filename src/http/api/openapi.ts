import { toJsonSchema } from '@valibot/to-json-schema';
import type { Hono } from 'hono';
import type { GenericSchema } from 'valibot';
import { JoinBody, SplitBody } from '../../imports/join-request.ts';
import { SourceBody } from '../../imports/source-service.ts';
import { MediaBody } from '../../media/media-request.ts';
import { TokenBody } from '../../newsroom/token-request.ts';
import { PreviewBody } from '../../pages/preview-request.ts';
import { BounceBody, SubscribeBody } from '../../subscribers/subscription.ts';
import { NewsroomBody } from '../../validation/newsroom-request.ts';
import { CorrectBody, CreateBody, ScheduleBody, WithdrawBody } from '../../validation/release-request.ts';
import { identifyPrincipal } from '../principal.ts';
import { problemResponse } from '../problem.ts';
import { addResource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, jsonResponse } from './answer.ts';
import { CALLS, type CallDescription } from './calls.ts';

/** `GET /api/v1/openapi.json`, made at the first call from the schemas that validate the requests. */
export function addOpenApiRoute(app: Hono, service: Service): void {
  let document: object | undefined;
  addResource(app, `${API}/openapi.json`, {
    GET: async (c) => {
      const principal = await identifyPrincipal(c, service, null);
      if (!principal.ok) return problemResponse(c, principal.problem);
      document ??= openApiDocument(service.baseUrl);
      return jsonResponse(c, document);
    },
  });
}

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
} as const;

function openApiDocument(baseUrl: string): object {
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
      schemas: {
        ...Object.fromEntries(Object.entries(BODIES).map(([name, schema]) => [name, jsonSchema(schema)])),
        MediaForm: MEDIA_FORM,
        MergePatch: { type: 'object', description: 'RFC 7396, over the resource as it is answered' },
        Problem: PROBLEM,
      },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

/** Describes a schema's input. Checks that JSON Schema cannot express are left out. */
function jsonSchema(schema: GenericSchema): object {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' });
  return rest;
}

function operation({
  path,
  summary,
  description,
  access,
  scope,
  body,
  isBodyOptional = false,
  query = [],
  headers = [],
  success,
}: CallDescription): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(name ?? '', 'path'));
  const type = body === 'MergePatch' ? 'application/merge-patch+json' : 'application/json';
  const schema = { $ref: `#/components/schemas/${body}` };
  // A file may also be sent without a form, as the whole content.
  const content =
    body === 'MediaForm' ? { 'multipart/form-data': { schema }, '*/*': {} } : { [type]: { schema } };
  return {
    summary,
    ...(description !== undefined && { description }),
    // An empty requirement makes the token optional. The names of roles are those of scopes.
    security: access === 'anyone' ? [{}, { token: [scope] }] : [{ token: [scope] }],
    parameters: [
      ...inPath,
      ...query.map((name) => parameter(name, 'query')),
      ...headers.map((name) => parameter(name, 'header')),
    ],
    ...(body !== undefined && { requestBody: { required: !isBodyOptional, content } }),
    responses: {
      [success]: { description: summary },
      default: {
        description: 'Problem (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function parameter(name: string, place: 'path' | 'query' | 'header'): object {
  const isNumber = ['number', 'revision', 'limit'].includes(name);
  const required = place === 'path' || name === 'If-Match';
  return { name, in: place, required, schema: { type: isNumber ? 'integer' : 'string' } };
}

const TEXT = { type: 'string' } as const;
const MEDIA_FORM = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'string', contentMediaType: 'application/octet-stream' },
    metadata: { $ref: '#/components/schemas/MediaBody' },
  },
} as const;
const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: TEXT,
    title: TEXT,
    status: { type: 'integer' },
    detail: TEXT,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: TEXT, detail: TEXT, choices: { type: 'array', items: TEXT } },
      },
    },
  },
} as const;
