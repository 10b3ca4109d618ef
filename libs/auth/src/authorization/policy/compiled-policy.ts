import type { ExecutionContext, Type } from '@nestjs/common';
import type { Principal } from '../../user/principal.js';
import type { Policy } from './policy.js';
import type { PolicyPredicate } from './policy-predicate.js';
import { isMet } from './policy-term.js';

/** Whether a policy holds. A promise only where a predicate of the host's had to be waited for. */
export type CompiledPolicy = (principal: Principal, context: ExecutionContext) => boolean | Promise<boolean>;

/** Where a predicate comes from. @throws Error where nothing provides it */
export type PredicateSource = (predicate: Type<PolicyPredicate>) => PolicyPredicate;

/** Makes one function of a policy, once, so that a request costs a few calls and no look at the policy. */
export function compilePolicy(policy: Policy, predicateOf: PredicateSource): CompiledPolicy {
  const compile = (term: Policy) => compilePolicy(term, predicateOf);
  switch (policy.kind) {
    case 'allOf':
      return untilOneIs(false, policy.terms.map(compile));
    case 'anyOf':
      return untilOneIs(true, policy.terms.map(compile));
    case 'not':
      return negated(compile(policy.term));
    case 'isActive':
    case 'hasRole':
    case 'hasScope':
      return (principal) => isMet(policy, principal);
    case 'passes':
      return asked(predicateOf(policy.predicate));
  }
}

function asked(predicate: PolicyPredicate): CompiledPolicy {
  return (principal, context) => {
    const answer = predicate.allows(principal, context);
    return typeof answer === 'boolean' ? answer : Promise.resolve(answer).then(isTrue);
  };
}

function negated(term: CompiledPolicy): CompiledPolicy {
  return (principal, context) => {
    const holds = term(principal, context);
    return typeof holds === 'boolean' ? !holds : holds.then((held) => !held);
  };
}

/** Asks one term after the other, and the rest of them only until one decides. */
function untilOneIs(decisive: boolean, terms: readonly CompiledPolicy[]): CompiledPolicy {
  const askFrom = (first: number, principal: Principal, context: ExecutionContext): boolean | Promise<boolean> => {
    for (let index = first; index < terms.length; index++) {
      const holds = terms[index]!(principal, context);
      if (typeof holds !== 'boolean') {
        return holds.then((held) => (held === decisive ? decisive : askFrom(index + 1, principal, context)));
      }
      if (holds === decisive) {
        return decisive;
      }
    }
    return !decisive;
  };
  return (principal, context) => askFrom(0, principal, context);
}

/** Not merely truthy: a predicate of the host's may have returned a row. */
function isTrue(answer: unknown): boolean {
  return answer === true;
}
