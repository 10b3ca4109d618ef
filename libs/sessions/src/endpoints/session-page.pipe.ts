import { applyDecorators, Injectable, type PipeTransform } from '@nestjs/common';
import {
  ApiProblem,
  ApiQuery,
  type BadMember,
  pointerTo,
  unknownMembers,
  validationProblem,
  ValidationProblemSchema,
} from '@portcullis/auth/spi';
import { cursorIn, MAX_PAGE, type SessionQuery } from '../session/session-page.js';

const NOT_VALID = 'The query is not valid';
const LIMIT_RULE = `Must be a whole number from 1 to ${MAX_PAGE}`;

/** Each rule returns why a value is refused, or `null` for a valid value. Never repeats the value. */
const RULES = {
  after: (text: string) => (cursorIn(text) ? null : 'Must be the `next` of the page before'),
  limit: (text: string) => (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_PAGE ? null : LIMIT_RULE),
};

const NAMES = Object.keys(RULES) as (keyof typeof RULES)[];

/** Accepts `after` and `limit`, each at most once. Anything else is a 422 that names every bad parameter. */
@Injectable()
export class SessionPagePipe implements PipeTransform<object, SessionQuery> {
  transform(query: object): SessionQuery {
    const errors = [
      ...NAMES.filter((name) => Object.hasOwn(query, name)).flatMap((name) => errorsOf(name, Reflect.get(query, name))),
      ...unknownMembers(query, NAMES, 'Unknown parameter'),
    ];
    if (errors.length > 0) {
      throw validationProblem(errors, NOT_VALID);
    }
    const { after, limit } = query as { readonly after?: string; readonly limit?: string };
    return { ...(after !== undefined && { after }), ...(limit !== undefined && { limit: Number(limit) }) };
  }
}

function errorsOf(name: keyof typeof RULES, value: unknown): BadMember[] {
  // A repeated parameter is parsed to an array, and with some parsers `limit[a]=b` to an object.
  const detail = typeof value === 'string' ? RULES[name](value) : 'Must be given once, as text';
  return detail === null ? [] : [{ pointer: pointerTo(name), detail }];
}

/** The parameters of a list of sessions, for the OpenAPI document. */
export function ApiSessionPage(): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'after',
      required: false,
      description: 'The `next` of the previous page.',
      schema: { type: 'string' },
    }),
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'The maximum number of sessions.',
      schema: { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: MAX_PAGE, example: MAX_PAGE },
    }),
    ApiProblem(422, {
      description: 'A parameter is invalid, repeated or unknown. `errors` lists each one with the reason.',
      codes: { validation_failed: NOT_VALID },
      schema: ValidationProblemSchema,
      extensions: { errors: [{ pointer: '/limit', detail: LIMIT_RULE }] },
    }),
  );
}
