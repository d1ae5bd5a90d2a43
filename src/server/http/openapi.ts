// Writes the contract down as an OpenAPI 3.1 document.
import { z } from 'zod';
import { contract } from '../../api/contract.ts';
import { commonRefusals, type Endpoint, refusalAnswer } from '../../api/endpoint.ts';
import { statusOf } from './answer.ts';

type Json = Record<string, unknown>;

function schemaOf(shape: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' }) as Json;
  return schema;
}

function parameters(endpoint: Endpoint): Json[] {
  return (['params', 'query'] as const).flatMap(where => {
    const schema = schemaOf(endpoint[where], 'input');
    const required = (schema.required as string[] | undefined) ?? [];
    return Object.entries((schema.properties as Json | undefined) ?? {}).map(([name, property]) => ({
      name,
      in: where === 'params' ? 'path' : 'query',
      required: where === 'params' || required.includes(name),
      schema: property,
    }));
  });
}

const mediaTypes = {
  json: 'application/json',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  file: 'application/octet-stream',
  events: 'text/event-stream',
  text: 'text/plain',
} as const;

function responses(endpoint: Endpoint): Json {
  const byStatus = new Map<number, Set<string>>();
  for (const code of [...commonRefusals, ...endpoint.refusals]) {
    const codes = byStatus.get(statusOf[code]) ?? new Set();
    byStatus.set(statusOf[code], codes.add(code));
  }
  const refused = [...byStatus].map(([status, codes]) => [
    String(status),
    {
      description: `One of: ${[...codes].join(', ')}`,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
    },
  ]);
  return {
    200: { description: 'Done', content: { [mediaTypes[endpoint.kind]]: { schema: schemaOf(endpoint.answer, 'output') } } },
    ...Object.fromEntries(refused),
  };
}

function requestBody(endpoint: Endpoint): Json | undefined {
  if (endpoint.upload) {
    const schema = { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] };
    return { required: true, content: { 'multipart/form-data': { schema } } };
  }
  if (endpoint.method === 'GET') return undefined;
  const schema = schemaOf(endpoint.body, 'input');
  if (
    Object.keys((schema.properties as Json | undefined) ?? {}).length === 0 &&
    schema.oneOf === undefined &&
    schema.anyOf === undefined
  ) {
    return undefined;
  }
  return { required: true, content: { 'application/json': { schema } } };
}

let written: Json | undefined;

/** The document of this version of the program; made once. */
export function openApi(): Json {
  if (written !== undefined) return written;
  const paths: Record<string, Json> = {};
  for (const endpoint of contract) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: {
        operationId: endpoint.name,
        tags: [endpoint.room],
        summary: endpoint.summary,
        'x-who': endpoint.who,
        security: endpoint.who === 'anyone' ? [] : [{ session: [] }],
        parameters: parameters(endpoint),
        requestBody: requestBody(endpoint),
        responses: responses(endpoint),
      },
    };
  }
  written = {
    openapi: '3.1.0',
    info: {
      title: 'cailanzi',
      version: '1',
      description: 'The desk for keeping locked-down residents supplied. Times in UTC, money in fen, weight in grams.',
    },
    paths,
    components: {
      schemas: { Refusal: schemaOf(refusalAnswer, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'cailanzi' } },
    },
  };
  return written;
}
