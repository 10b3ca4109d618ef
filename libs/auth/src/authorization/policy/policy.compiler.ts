import { Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { AuthErrorClass } from '../../errors/auth.error.js';
import { compilePolicy } from './compiled-policy.js';
import { type Policy, termsOf } from './policy.js';
import type { AnyPredicate, CompiledPolicy } from './policy-term.js';
import { policyText } from './policy-text.js';

/** A policy that is ready to be evaluated, with the instances of its predicates. */
export interface UsablePolicy {
  readonly allows: CompiledPolicy;
  /** The description of the policy. */
  readonly text: string;
  /** The errors that its predicates refuse with, for the OpenAPI document. */
  readonly errors: readonly AuthErrorClass[];
}

@Injectable()
export class PolicyCompiler {
  constructor(private readonly modules: ModuleRef) {}

  /**
   * @param place the class and method of the policy, for the message
   * @throws Error if no module provides a predicate as a singleton
   */
  compile(policy: Policy, place: string): UsablePolicy {
    const predicateOf = (predicate: Type<AnyPredicate>) => this.#find(predicate, place);
    return {
      allows: compilePolicy(policy, predicateOf),
      text: policyText(policy, predicateOf),
      errors: termsOf(policy, { negated: false }).flatMap((term) => term.errors?.(predicateOf) ?? []),
    };
  }

  #find(predicate: Type<AnyPredicate>, place: string): AnyPredicate {
    try {
      return this.modules.get(predicate, { strict: false });
    } catch (cause) {
      const isScoped = /is marked as a scoped provider/.test(String(cause));
      throw new Error(
        `${place} requires passes(${predicate.name}), which no module provides as a singleton: ` +
          (isScoped
            ? `write @Injectable() without a scope on ${predicate.name} and on what it depends on.`
            : `add ${predicate.name} to the providers of a module.`),
        { cause },
      );
    }
  }
}
