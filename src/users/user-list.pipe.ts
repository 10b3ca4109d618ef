import { Injectable, type PipeTransform } from '@nestjs/common';
import {
  type BadMember,
  isStorableText,
  pointerTo,
  unknownMembers,
  type UserQuery,
  validationProblem,
} from '@portcullis/users';
import { DEFAULT_LIMIT, MAX_ID, MAX_LIMIT, MAX_NAME_LENGTH } from './user-list.query.js';

/** Returns why a value is refused, or `null` for a valid value. Never repeats the value. */
type ParameterRule = (text: string) => string | null;

const RULES = {
  after: wholeNumber(0, MAX_ID),
  limit: wholeNumber(1, MAX_LIMIT),
  name: (text) => {
    const { length } = Array.from(text);
    if (length === 0 || length > MAX_NAME_LENGTH) {
      return `Must have 1 to ${MAX_NAME_LENGTH} characters`;
    }
    return isStorableText(text) ? null : 'Must not contain U+0000';
  },
  is_active: (text) => (text === 'true' || text === 'false' ? null : 'Must be true or false'),
} satisfies Record<string, ParameterRule>;

type Parameter = keyof typeof RULES;

type Parameters<TValue> = Partial<Record<Parameter, TValue>>;

const NAMES = Object.keys(RULES) as Parameter[];

/** Accepts the parameters of the list, each at most once. Anything else is a 422 that names every bad parameter. */
@Injectable()
export class UserListPipe implements PipeTransform<object, UserQuery> {
  transform(query: object): UserQuery {
    const given = parametersIn(query);
    const errors = [...Object.entries(given).flatMap(complaints), ...unknownMembers(query, NAMES, 'Unknown parameter')];
    if (errors.length > 0) {
      throw validationProblem(errors, 'The query is not valid');
    }
    const { after, limit, name, is_active: isActive } = given as Parameters<string>;
    return {
      limit: limit === undefined ? DEFAULT_LIMIT : Number(limit),
      ...(after !== undefined && { after: Number(after) }),
      ...(name !== undefined && { name }),
      ...(isActive !== undefined && { isActive: isActive === 'true' }),
    };
  }
}

/** Only own members: members of a prototype were not sent. */
function parametersIn(query: object): Parameters<unknown> {
  const sent = NAMES.filter((name) => Object.hasOwn(query, name));
  return Object.fromEntries(sent.map((name) => [name, Reflect.get(query, name) as unknown]));
}

function complaints([name, value]: [string, unknown]): BadMember[] {
  // A repeated parameter is parsed to an array, and with some parsers `name[a]=b` to an object.
  const detail = typeof value === 'string' ? RULES[name as Parameter](value) : 'Must be given once, as text';
  return detail === null ? [] : [{ pointer: pointerTo(name), detail }];
}

function wholeNumber(min: number, max: number): ParameterRule {
  return (text) => {
    const isWithin = /^(?:0|[1-9]\d{0,9})$/.test(text) && Number(text) >= min && Number(text) <= max;
    return isWithin ? null : `Must be a whole number from ${min} to ${max}`;
  };
}
