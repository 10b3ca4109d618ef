import { inspect } from 'node:util';
import type { Type } from '@nestjs/common';
import { AuthError, type AuthErrorClass } from '../../errors/auth.error.js';
import { AccessDeniedError } from '../../errors/policy.errors.js';
import type { Policy } from './policy.js';
import type { PolicyDecision, PolicyPredicate } from './policy-predicate.js';
import type { AnyPredicate, CompiledPolicy, PolicyTerm, PredicateSource } from './policy-term.js';

/** The arguments of `passes` after the predicate: none, for a predicate without arguments. */
type Arguments<TArgs> = [TArgs] extends [void] ? [] : [args: TArgs];

/**
 * Holds if a predicate of the application allows the call, such as the ownership of a resource or a recent sign-in. The predicate is a
 * provider of any module, with its own dependencies. If no module provides it, the application does not start.
 *
 * @param args the arguments of the predicate, the same for every request
 */
export function passes<TArgs = void>(
  // oxlint-disable-next-line typescript/no-explicit-any -- a predicate may take a type of user that the application declares
  predicate: Type<PolicyPredicate<any, TArgs>>,
  ...[args]: Arguments<TArgs>
): Policy {
  return { kind: 'term', term: new PredicateTerm(predicate as Type<AnyPredicate>, args) };
}

export class PredicateTerm implements PolicyTerm {
  constructor(
    readonly predicate: Type<AnyPredicate>,
    readonly args: unknown,
  ) {}

  compile(predicateOf: PredicateSource): CompiledPolicy {
    const predicate = predicateOf(this.predicate);
    const { args } = this;
    return (principal, context) => {
      const answer = predicate.allows(principal, context, args);
      return isDecision(answer) ? answer : Promise.resolve(answer).then((value) => isDecision(value) && value);
    };
  }

  describe(predicateOf: PredicateSource): string {
    const predicate = predicateOf(this.predicate);
    const { name } = this.predicate;
    return predicate.describe?.(this.args) ?? (this.args === undefined ? name : `${name}(${textOf(this.args)})`);
  }

  errors(predicateOf: PredicateSource): readonly AuthErrorClass[] {
    return predicateOf(this.predicate).errors ?? [AccessDeniedError];
  }
}

/** A predicate may return another type than it declares, such as a row of the database. */
function isDecision(answer: unknown): answer is PolicyDecision {
  return typeof answer === 'boolean' || answer instanceof AuthError;
}

function textOf(args: unknown): string {
  return inspect(args, { breakLength: Infinity });
}
