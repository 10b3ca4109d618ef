import type { ExecutionContext } from '@nestjs/common';

/**
 * The context that Nest's transporter creates for each message; for gRPC, the metadata of the call. `null` for a plain object: a client
 * may have sent it, with a `user` in it.
 */
export function messageContextOf(context: ExecutionContext): object | null {
  const shared: unknown = context.getArgByIndex(1);
  return isInstance(shared) ? shared : metadataOfCall(context.getArgByIndex(0));
}

/** Whether the value is an instance of a class. The prototype of a plain object, in any realm, has no prototype. */
function isInstance(value: unknown): value is object {
  const prototype: unknown = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : null;
  return prototype !== null && Object.getPrototypeOf(prototype) !== null;
}

/** A handler of `@GrpcStreamCall()` gets only the call. Data of a client contains no functions. */
function metadataOfCall(call: unknown): object | null {
  const metadata: unknown = typeof call === 'object' && call !== null ? Reflect.get(call, 'metadata') : null;
  return isInstance(metadata) && typeof Reflect.get(metadata, 'toHttp2Headers') === 'function' ? metadata : null;
}
