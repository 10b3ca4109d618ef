import { Injectable, Optional, type PipeTransform, type Type } from '@nestjs/common';
import { type BadMember, PasswordPolicy, pointerTo, unknownMembers, validationProblem } from '@portcullis/auth/spi';
import { getMetadataStorage, validate, type ValidationError } from 'class-validator';
import { describeNewPasswords, newPasswordsOf, refusedPasswords } from './member.decorators.js';

/**
 * Accepts a JSON object with the members of a class, all valid. Any other body is a 422 that names every bad member at once. Unknown
 * members are refused, `__proto__` and `constructor` among them, and no value is converted.
 *
 * Nest's `ValidationPipe` does not do this: it drops `__proto__` and `constructor` silently, and class-validator accepts an unknown
 * member `hasOwnProperty`.
 */
export abstract class JsonBodyPipe<T extends object> implements PipeTransform<unknown, Promise<T>> {
  readonly #members: readonly string[];

  constructor(
    private readonly type: Type<T>,
    private readonly policy: PasswordPolicy | undefined,
  ) {
    const validations = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
    this.#members = [...new Set(validations.map(({ propertyName }) => propertyName))];
    if (policy) {
      describeNewPasswords(type, policy);
    } else if (newPasswordsOf(type).length > 0) {
      throw new Error(`${type.name} has a @NewPassword(), which needs the PasswordPolicy of AuthModule.`);
    }
  }

  async transform(body: unknown): Promise<T> {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw validationProblem([{ pointer: '', detail: 'Must be a JSON object' }]);
    }
    const value = this.#valueOf(body);
    const errors = [
      ...(await validate(value, { validationError: { target: false, value: false } })).map(badMember),
      ...(this.policy ? await refusedPasswords(this.type, value, this.policy) : []),
      ...unknownMembers(body, this.#members),
    ];
    if (errors.length > 0) {
      throw validationProblem(errors);
    }
    return value;
  }

  /** Own members alone: members of a prototype were not sent. */
  #valueOf(body: object): T {
    const sent = this.#members.filter((member) => Object.hasOwn(body, member));
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

function badMember({ property, constraints }: ValidationError): BadMember {
  return { pointer: pointerTo(property), detail: Object.values(constraints ?? {})[0] ?? 'Not valid' };
}
