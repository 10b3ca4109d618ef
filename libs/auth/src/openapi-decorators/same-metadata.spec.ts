import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import * as swagger from '@nestjs/swagger';
import { ApiExtraModels, ApiSchema, schemaPathOf } from './model.decorators.js';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from './operation.decorators.js';
import { ApiProperty, ApiPropertyOptional } from './property.decorators.js';

const OURS = {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiPropertyOptional,
  ApiQuery,
  ApiResponse,
  ApiSchema,
  ApiTags,
};

/** The same classes, decorated by one of the two sets of decorators. */
function decoratedBy(api: typeof OURS) {
  class Part {
    @api.ApiProperty({ type: String })
    readonly part!: string | null;
  }

  @api.ApiSchema({ name: 'Animal', description: 'An animal' })
  class Model {
    @api.ApiProperty()
    readonly plain!: number;

    @api.ApiProperty({ type: 'integer', nullable: true, example: 1 })
    readonly typed!: number | null;

    @api.ApiProperty({ type: [Part] })
    readonly parts!: readonly Part[];

    @api.ApiProperty({ type: 'array', items: { type: 'string' }, example: [] })
    readonly list!: readonly string[];

    @api.ApiProperty({ enum: ['cat'], example: 'cat' })
    readonly kind!: 'cat';

    @api.ApiPropertyOptional({ maxLength: 3 })
    readonly name?: string;
  }
  api.ApiProperty({ minLength: 1 })(Model.prototype, 'name');

  class Base {
    @api.ApiOperation({ summary: 'Get', description: 'Gets it.' })
    @api.ApiConsumes('application/x-www-form-urlencoded')
    @api.ApiBody({ type: Part })
    @api.ApiParam({ name: 'id', description: 'Its id.', schema: { type: 'integer', minimum: 1 } })
    @api.ApiQuery({ name: 'limit', required: false, schema: { type: 'integer' } })
    @api.ApiQuery({ name: 'after', schema: { type: 'string' } })
    @api.ApiOkResponse({ type: Model, description: 'Found.', example: {} })
    @api.ApiNoContentResponse({ description: 'None.' })
    @api.ApiCreatedResponse({ type: Model, examples: { one: { summary: 'One', value: {} } } })
    @api.ApiResponse({ status: 404, description: 'First.', headers: {}, content: {} })
    @api.ApiResponse({ status: 404, description: 'Second.' })
    @api.ApiTags('handler')
    @api.ApiExtraModels(Part)
    handler() {}
  }

  @api.ApiTags('first', 'second')
  @api.ApiExtraModels(Part)
  @api.ApiResponse({ status: 500, description: 'Fails.' })
  class Controller extends Base {}

  @api.ApiTags('third')
  @api.ApiSchema({ description: 'Without a name' })
  class Heir extends Controller {}

  class ModelHeir extends Model {
    @api.ApiProperty({ description: 'Again' })
    declare readonly plain: number;

    @api.ApiProperty()
    readonly own!: boolean;
  }
  return { Part, Model, Controller, Heir, ModelHeir };
}

/** All metadata of `@nestjs/swagger` on the class, its handler and its properties. Classes are replaced by their names. */
function metadataOf(type: Type): unknown {
  const prototype = type.prototype as Record<string, unknown>;
  const listed = (Reflect.getMetadata('swagger/apiModelPropertiesArray', prototype) ?? []) as string[];
  const properties = listed.map((key) => key.slice(1));
  return {
    class: swaggerMetadata(type),
    prototype: swaggerMetadata(prototype),
    handler: typeof prototype['handler'] === 'function' && swaggerMetadata(prototype['handler']),
    properties: properties.map((name) => [name, swaggerMetadata(prototype, name)]),
  };
}

function swaggerMetadata(target: object, property?: string): unknown {
  const on = (property === undefined ? [target] : [target, property]) as [object];
  const keys = (Reflect.getMetadataKeys(...on) as string[]).filter((key) => key.startsWith('swagger/'));
  const metadata = Object.fromEntries(keys.map((key) => [key, Reflect.getMetadata(key, ...on) as unknown]));
  return JSON.parse(
    JSON.stringify(metadata, (_key, value: unknown) => (typeof value === 'function' ? `class ${value.name}` : value)),
  );
}

describe('the decorators', () => {
  const ours = decoratedBy(OURS);
  const theirs = decoratedBy(swagger as unknown as typeof OURS);

  it.each(Object.keys(ours) as (keyof typeof ours)[])('write the same metadata as @nestjs/swagger for %s', (name) => {
    expect(metadataOf(ours[name])).toEqual(metadataOf(theirs[name]));
  });

  it('create the same schema references as @nestjs/swagger', () => {
    for (const type of Object.values(ours)) {
      expect(schemaPathOf(type)).toBe(swagger.getSchemaPath(type));
    }
  });
});
