import { applyDecorators, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiProblem } from '../errors/api-problem.decorator.js';
import { type BadMember, pointerTo, unknownMembers, validationProblem } from '../errors/validation-problem.js';
import { ValidationProblemSchema } from '../errors/validation-problem.schema.js';
import { ApiQuery } from '../openapi-decorators/operation.decorators.js';
import { cursorIn, MAX_PAGE, type PageQuery } from './page-query.js';

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
export class PagePipe implements PipeTransform<object, PageQuery> {
  transform(query: object): PageQuery {
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

/**
 * The parameters of {@link PagePipe}, for the OpenAPI document.
 *
 * @param rows what the list contains: `sessions`
 */
export function ApiPage(rows: string): MethodDecorator {
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
      description: `The maximum number of ${rows}.`,
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
