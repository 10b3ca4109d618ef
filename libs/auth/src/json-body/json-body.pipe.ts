import { Injectable, Optional, type PipeTransform, type Type } from '@nestjs/common';
import { type BadMember, unknownMembers, validationProblem } from '../errors/validation-problem.js';
import { PasswordPolicy } from '../password/password-policy.js';
import { type ClassValidation, classValidationOf } from './class-validation.js';
import {
  brokenRules,
  describeNewPasswords,
  membersWithRules,
  newPasswordsOf,
  refusedPasswords,
} from './member.decorators.js';

export const NOT_AN_OBJECT: BadMember = { pointer: '', detail: 'Must be a JSON object' };

/**
 * Accepts a JSON object with the members of a class, all valid. Any other body is a 422 that names every bad member at once. Unknown
 * members are refused, `__proto__` and `constructor` among them, and no value is converted.
 *
 * Nest's `ValidationPipe` does not do this: it drops `__proto__` and `constructor` silently, and class-validator accepts an unknown
 * member `hasOwnProperty`.
 */
export abstract class JsonBodyPipe<T extends object> implements PipeTransform<unknown, Promise<T>> {
  #validation?: Promise<ClassValidation>;

  constructor(
    private readonly type: Type<T>,
    private readonly policy: PasswordPolicy | undefined,
  ) {
    if (policy) {
      describeNewPasswords(type, policy);
    } else if (newPasswordsOf(type).length > 0) {
      throw new Error(`${type.name} has a @NewPassword(), which needs the PasswordPolicy of AuthModule.`);
    }
  }

  async transform(body: unknown): Promise<T> {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw validationProblem([NOT_AN_OBJECT]);
    }
    const validation = await (this.#validation ??= classValidationOf(this.type));
    const members = [...new Set([...membersWithRules(this.type), ...validation.members])];
    const value = this.#valueOf(body, members);
    const errors = [
      ...brokenRules(this.type, value),
      ...(await validation.check(value)),
      ...(this.policy ? await refusedPasswords(this.type, value, this.policy) : []),
      ...unknownMembers(body, members),
    ];
    if (errors.length > 0) {
      throw validationProblem(firstOfEach(errors));
    }
    return value;
  }

  /** Own members alone: members of a prototype were not sent. */
  #valueOf(body: object, members: readonly string[]): T {
    const sent = members.filter((member) => Object.hasOwn(body, member));
    return Object.assign(
      new this.type(),
      Object.fromEntries(sent.map((member) => [member, Reflect.get(body, member) as unknown])),
    );
  }
}

/** The pipe for one class. */
export function jsonBodyPipe<T extends object>(type: Type<T>): Type<JsonBodyPipe<T>> {
  @Injectable()
  class PipeOfType extends JsonBodyPipe<T> {
    constructor(@Optional() policy?: PasswordPolicy) {
      super(type, policy);
    }
  }
  return PipeOfType;
}

function firstOfEach(errors: readonly BadMember[]): BadMember[] {
  const firsts = new Map(errors.toReversed().map((error) => [error.pointer, error]));
  return errors.filter((error) => firsts.get(error.pointer) === error);
}
