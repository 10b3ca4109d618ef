import type { Type } from '@nestjs/common';
import { getSchemaPath } from '@nestjs/swagger';
import { TokenResponse } from '../token/token.response.js';
import type { Operation, ResponseObject } from './operations.js';
import type { SchemaObject, Schemas } from './token-operation.js';

/**
 * Adds the members of customizers to the response of the token endpoint, each with its example.
 *
 * @param members classes whose schemas the document has
 */
export function describeTokenResponse(operation: Operation, members: readonly Type[], schemas: Schemas): void {
  const properties = members.flatMap((type) => Object.entries(schemaOf(type, schemas)?.properties ?? {}));
  const response = schemaOf(TokenResponse, schemas);
  if (!response || properties.length === 0) {
    return;
  }
  response.properties = { ...Object.fromEntries(properties), ...response.properties };
  const json = (operation.responses['200'] as ResponseObject | undefined)?.content?.['application/json'];
  if (json) {
    const examples = properties.flatMap(([name, property]) =>
      'example' in property ? [[name, property.example]] : [],
    );
    json.example = { ...(json.example as object), ...(Object.fromEntries(examples) as object) };
  }
}

function schemaOf(type: Type, schemas: Schemas): SchemaObject | undefined {
  return schemas[getSchemaPath(type).split('/').at(-1) ?? ''] as SchemaObject | undefined;
}
