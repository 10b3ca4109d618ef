import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Marks the factory of a parameter decorator, so that every copy of this library recognises it. */
const CALLER_PARAMETER = Symbol.for('portcullis:caller-parameter');

/**
 * Creates a parameter decorator that hands the caller to a handler. On a route without authentication it stops the application at start.
 *
 * @param name of the decorator, for messages
 */
export function callerParameter<TData>(
  name: string,
  factory: (data: TData, context: ExecutionContext) => unknown,
): (...dataOrPipes: Parameters<ReturnType<typeof createParamDecorator<TData>>>) => ParameterDecorator {
  return createParamDecorator(Object.assign(factory, { [CALLER_PARAMETER]: name }));
}

/** The name of the decorator if a factory is one of {@link callerParameter}. */
export function callerParameterOf(factory: unknown): string | undefined {
  return (Object(factory) as { readonly [CALLER_PARAMETER]?: string })[CALLER_PARAMETER];
}
