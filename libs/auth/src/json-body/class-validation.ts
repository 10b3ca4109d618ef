import type { Type } from '@nestjs/common';
import { type BadMember, pointerTo } from '../errors/validation-problem.js';
import type { ValidationError } from 'class-validator';

/** What the decorators of class-validator say about a class. */
export interface ClassValidation {
  /** The members with such a decorator. */
  readonly members: readonly string[];
  check(value: object): Promise<BadMember[]>;
}

const NONE: ClassValidation = { members: [], check: async () => [] };

/**
 * Reads the decorators of class-validator, if the package is installed: an application without it can't have used them. Called after
 * the start, so that a body with `@Satisfies()` alone does not delay it.
 */
export async function classValidationOf(type: Type<object>): Promise<ClassValidation> {
  const library = await classValidator();
  const decorators = library?.getMetadataStorage().getTargetValidationMetadatas(type, '', false, false) ?? [];
  // class-validator refuses an object of a class without decorators.
  if (!library || decorators.length === 0) {
    return NONE;
  }
  return {
    members: decorators.map(({ propertyName }) => propertyName),
    check: async (value) =>
      (await library.validate(value, { validationError: { target: false, value: false } })).map(badMember),
  };
}

async function classValidator() {
  try {
    // In a `try` block, so that bundlers accept that the package is missing.
    return await import('class-validator');
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).endsWith('MODULE_NOT_FOUND')) {
      return null;
    }
    throw error;
  }
}

function badMember({ property, constraints }: ValidationError): BadMember {
  return { pointer: pointerTo(property), detail: Object.values(constraints ?? {})[0] ?? 'Not valid' };
}
