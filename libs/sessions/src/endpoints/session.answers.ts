import { ApiParam } from '@nestjs/swagger';
import { ApiProblem } from '@portcullis/auth';
import { UNKNOWN_SESSION } from './session-problems.js';

/** The id of a session as a parameter of the path, for the OpenAPI document. */
export function ApiSessionId(): MethodDecorator {
  return ApiParam({
    name: 'session_id',
    description: 'The `id` of a session.',
    schema: { type: 'string', format: 'uuid', example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90' },
  });
}

/** @param others further codes of the answer, each with its sentence */
export function ApiUnknownSession(others: Readonly<Record<string, string>> = {}): MethodDecorator & ClassDecorator {
  return ApiProblem(404, {
    description: 'It is over, never was, or is somebody else’s.',
    codes: { ...others, unknown_session: UNKNOWN_SESSION },
  });
}
