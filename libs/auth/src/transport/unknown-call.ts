import type { ExecutionContext } from '@nestjs/common';

/** The error for a guarded handler that is called in a way that Portcullis does not know. Its message is for the developer. */
export function unknownCall(context: ExecutionContext): Error {
  return new Error(
    `Portcullis can't authenticate the caller of ${context.getClass().name}.${context.getHandler().name}: it knows no place ` +
      `for a token in this call of the type '${context.getType<string>()}'. Write @Public() on the handler, and check the ` +
      'caller in a guard of your own.',
  );
}
