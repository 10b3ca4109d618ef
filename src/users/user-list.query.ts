import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

export const MAX_LIMIT = 100;
export const DEFAULT_LIMIT = 50;

/** The largest `integer` of PostgreSQL. */
export const MAX_ID = 2_147_483_647;

export const MAX_NAME_LENGTH = 50;

/** The parameters of the list, for the OpenAPI document. */
export function ApiUserListQuery(): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'after',
      required: false,
      description: 'The `next` of the previous page.',
      schema: { type: 'integer', minimum: 0, maximum: MAX_ID, example: 0 },
    }),
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'The most users on a page.',
      schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT, example: DEFAULT_LIMIT },
    }),
    ApiQuery({
      name: 'name',
      required: false,
      description: 'The beginning of the username, in any letter case.',
      schema: { type: 'string', minLength: 1, maxLength: MAX_NAME_LENGTH },
    }),
    ApiQuery({
      name: 'is_active',
      required: false,
      description: 'Only active users, or only deactivated ones.',
      schema: { type: 'boolean' },
    }),
  );
}
