import { ApiParam } from '@nestjs/swagger';
import { MAX_ID } from './user-list.query.js';

/** The id of a user as a parameter of the path, for the OpenAPI document. */
export function ApiUserId(): MethodDecorator {
  return ApiParam({
    name: 'id',
    description: 'The `id` of a user.',
    schema: { type: 'integer', minimum: 1, maximum: MAX_ID, example: 1 },
  });
}
