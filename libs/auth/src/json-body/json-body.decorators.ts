import { applyDecorators, Body, type Type, UseGuards } from '@nestjs/common';
import { ApiProblem } from '../errors/api-problem.decorator.js';
import { ValidationProblemSchema } from '../errors/validation-problem.schema.js';
import { ApiBody, type BodyExamples } from '../openapi-decorators/operation.decorators.js';
import { JsonBodyGuard } from './json-body.guard.js';
import { jsonBodyPipe, NOT_AN_OBJECT } from './json-body.pipe.js';
import { brokenRules, newPasswordsOf } from './member.decorators.js';

/**
 * The JSON body of the request, checked against a class whose members have decorators of class-validator, `@Satisfies()` or
 * `@NewPassword()`. The route has {@link TakesJson} too.
 *
 * Declare the parameter with an interface and not with the class: a global `ValidationPipe` of the application would check it first,
 * remove members and respond in its own form.
 */
export function JsonBody(type: Type<object>): ParameterDecorator {
  return Body(jsonBodyPipe(type));
}

/**
 * A route that accepts a JSON body and no other type of content. The OpenAPI document gets the schema of the class and the errors.
 *
 * @param examples of a body whose members exclude each other. @default one body, of the examples of the members
 */
export function TakesJson(type: Type<object>, examples?: BodyExamples): MethodDecorator {
  const emptyBody = brokenRules(type, {});
  const refused = newPasswordsOf(type).length > 0 ? ' or unknown, or the password is refused' : ' or unknown';
  return applyDecorators(
    UseGuards(JsonBodyGuard),
    ApiBody({ type, ...(examples && { examples }) }),
    ApiProblem(413, {
      description: 'The body is too large.',
      codes: { payload_too_large: 'The body is too large' },
    }),
    ApiProblem(415, {
      description: 'The `Content-Type` is not JSON.',
      codes: { unsupported_media_type: 'The media type is not supported' },
    }),
    ApiProblem(422, {
      description: `A member is missing, not valid${refused}; \`errors\` names all of them and says why.`,
      codes: { validation_failed: 'The request body is not valid' },
      schema: ValidationProblemSchema,
      extensions: { errors: emptyBody.length > 0 ? emptyBody : [NOT_AN_OBJECT] },
    }),
  );
}
