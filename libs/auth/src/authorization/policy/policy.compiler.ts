import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type CompiledPolicy, compilePolicy } from './compiled-policy.js';
import type { Policy } from './policy.js';

/** Compiles policies, with their predicates out of whichever module provides them. */
@Injectable()
export class PolicyCompiler {
  constructor(private readonly modules: ModuleRef) {}

  /**
   * @param place who asks, for the message
   * @throws Error where a predicate is nobody's provider
   */
  compile(policy: Policy, place: string): CompiledPolicy {
    return compilePolicy(policy, (predicate) => {
      try {
        return this.modules.get(predicate, { strict: false });
      } catch (cause) {
        throw new Error(
          `${place} asks for passes(${predicate.name}), which no module provides as a singleton: ` +
            `add ${predicate.name} to the providers of a module.`,
          { cause },
        );
      }
    });
  }
}
