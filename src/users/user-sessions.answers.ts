import { ApiParam } from '@nestjs/swagger';
import { ApiProblem } from '@portcullis/auth';
import { MAX_ID } from './user-list.query.js';
import { UNKNOWN_USER } from './user-by-id.pipe.js';

/** The id of a person as a parameter of the path, for the OpenAPI document. */
export function ApiUserId(): MethodDecorator {
  return ApiParam({
    name: 'id',
    description: 'The `id` of somebody.',
    schema: { type: 'integer', minimum: 1, maximum: MAX_ID, example: 1 },
  });
}

export function ApiUnknownUser(): MethodDecorator & ClassDecorator {
  return ApiProblem(404, { description: 'There is nobody of this id.', codes: { unknown_user: UNKNOWN_USER } });
}
