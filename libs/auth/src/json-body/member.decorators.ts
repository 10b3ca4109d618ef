import { type BadMember, pointerTo } from '../errors/validation-problem.js';
import { ApiProperty } from '../openapi-decorators/property.decorators.js';
import type { PasswordPolicy } from '../password/password-policy.js';
import { passwordRule } from './password.rule.js';

/** Why a value is refused, as a sentence for the user; `null` if it is not. Never repeats the value. */
export type MemberRule = (value: unknown) => string | null;

interface NewPasswordMember {
  readonly name: string;
  /** The members that the password must not repeat. */
  readonly names: readonly string[];
}

interface Rule {
  readonly name: string;
  readonly rule: MemberRule;
}

const RULES = Symbol.for('portcullis:rules');
const NEW_PASSWORDS = Symbol.for('portcullis:new-passwords');

/** A member of a JSON body that satisfies the rule. Decorators of class-validator can be used as well. */
export function Satisfies(rule: MemberRule): PropertyDecorator {
  return (target, property) => {
    const others = rulesOf(target.constructor);
    Reflect.defineMetadata(RULES, [...others, { name: String(property), rule }], target.constructor);
  };
}

/**
 * A member that holds a new password: the `PasswordPolicy` of the application decides whether it is accepted.
 *
 * @param names the members with the names of the user, which the password must not repeat
 */
export function NewPassword(...names: readonly string[]): PropertyDecorator {
  return (target, property) => {
    Satisfies(passwordRule)(target, property);
    const others = newPasswordsOf(target.constructor);
    Reflect.defineMetadata(NEW_PASSWORDS, [...others, { name: String(property), names }], target.constructor);
  };
}

/** The members with a rule. */
export function membersWithRules(type: object): readonly string[] {
  return rulesOf(type).map(({ name }) => name);
}

/** The members that break a rule. */
export function brokenRules(type: object, body: object): BadMember[] {
  return rulesOf(type).flatMap(({ name, rule }) => {
    const detail = rule(Reflect.get(body, name));
    return detail === null ? [] : [{ pointer: pointerTo(name), detail }];
  });
}

/** The new passwords of a body that the policy refuses. The names count whether they are valid or not. */
export async function refusedPasswords(type: object, body: object, policy: PasswordPolicy): Promise<BadMember[]> {
  const textOf = (name: string): unknown => Reflect.get(body, name);
  const checked = newPasswordsOf(type).map(async ({ name, names }) => {
    const password = textOf(name);
    if (typeof password !== 'string' || passwordRule(password) !== null) {
      return [];
    }
    const texts = names.map(textOf).filter((text) => typeof text === 'string');
    const refusal = await policy.check(password, texts);
    return refusal ? [{ pointer: pointerTo(name), detail: refusal.reason }] : [];
  });
  return (await Promise.all(checked)).flat();
}

/**
 * Adds the shortest password that the policy accepts to the OpenAPI schema of the class. The policy is known once the application is
 * created. If a process has several applications, the last one counts.
 */
export function describeNewPasswords(type: { readonly prototype: object }, { minLength }: PasswordPolicy): void {
  for (const { name } of newPasswordsOf(type)) {
    ApiProperty({ minLength })(type.prototype, name);
  }
}

export function newPasswordsOf(type: object): readonly NewPasswordMember[] {
  return (Reflect.getMetadata(NEW_PASSWORDS, type) ?? []) as readonly NewPasswordMember[];
}

function rulesOf(type: object): readonly Rule[] {
  return (Reflect.getMetadata(RULES, type) ?? []) as readonly Rule[];
}
