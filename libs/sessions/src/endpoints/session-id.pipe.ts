import { Injectable, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@portcullis/auth/spi';
import { UnknownSessionError } from './session.errors.js';

const SESSION_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Refuses a malformed id with the error for an unknown id. */
@Injectable()
export class SessionIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    if (!SESSION_ID.test(id)) {
      throw new UnknownSessionError();
    }
    return id;
  }
}

/** The id of a session as a parameter of the path, for the OpenAPI document. */
export function ApiSessionId(): MethodDecorator {
  return ApiParam({
    name: 'session_id',
    description: 'The `id` of a session.',
    schema: { type: 'string', format: 'uuid', example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90' },
  });
}
