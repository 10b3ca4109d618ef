import type { Policy } from './policy.js';
import type { PolicyDecision } from './policy-predicate.js';
import type { CompiledPolicy, PredicateSource } from './policy-term.js';

/** Compiles a policy into one function. Called once for each route, so that a request does not walk the policy. */
export function compilePolicy(policy: Policy, predicateOf: PredicateSource): CompiledPolicy {
  const compile = (term: Policy) => compilePolicy(term, predicateOf);
  switch (policy.kind) {
    case 'allOf':
      return policy.terms.map(compile).reduce(both);
    case 'anyOf':
      return policy.terms.map(compile).reduce(either);
    case 'not':
      return negated(compile(policy.term));
    case 'term':
      return policy.term.compile(predicateOf);
  }
}

/** Evaluates the second term only if the first one holds. */
function both(first: CompiledPolicy, second: CompiledPolicy): CompiledPolicy {
  return (principal, context) =>
    after(first(principal, context), (decision) => (decision === true ? second(principal, context) : decision));
}

/** Evaluates the second term only if the first one does not hold. If neither holds, the first error is the decision. */
function either(first: CompiledPolicy, second: CompiledPolicy): CompiledPolicy {
  return (principal, context) =>
    after(
      first(principal, context),
      (refusal) =>
        refusal === true || after(second(principal, context), (decision) => decision === true || refusal || decision),
    );
}

function negated(term: CompiledPolicy): CompiledPolicy {
  return (principal, context) => after(term(principal, context), (decision) => decision !== true);
}

type Pending = ReturnType<CompiledPolicy>;

/** Stays synchronous unless a predicate is asynchronous. */
function after(decision: Pending, combine: (decided: PolicyDecision) => Pending): Pending {
  return decision instanceof Promise ? decision.then(combine) : combine(decision);
}
