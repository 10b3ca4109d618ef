import { AcrossCopies } from '../copies/across-copies.decorator.js';
import { AuthError, type AuthErrorOptions } from './auth.error.js';
import type { ErrorDocumentation } from './error-documentation.js';

/** An error after which the same request may succeed later. */
@AcrossCopies('RetryableError')
export abstract class RetryableError extends AuthError {
  /** @param retryAfterSeconds a whole number of seconds, at least 1 */
  constructor(
    description: string | undefined,
    readonly retryAfterSeconds: number,
    options?: AuthErrorOptions,
  ) {
    super(description, options);
  }
}

/** A limit on attempts is reached. */
@AcrossCopies('TooManyAttemptsError')
export class TooManyAttemptsError extends RetryableError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'too_many_attempts',
    kind: 'rate_limited',
    description: 'Too many attempts, try again later',
    when: 'Too many attempts.',
  };

  constructor(retryAfterSeconds: number) {
    super(undefined, retryAfterSeconds);
  }

  /** @param time when the next attempt is allowed; both are in milliseconds since the epoch */
  static until(time: number, now: number): TooManyAttemptsError {
    return new TooManyAttemptsError(Math.max(1, Math.ceil((time - now) / 1_000)));
  }
}

/** The client closed its connection before the request was decided. No client reads the response. */
@AcrossCopies('ClientGoneError')
export class ClientGoneError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'client_gone',
    kind: 'client_gone',
    description: 'The client has gone',
    when: 'The client closed its connection. Only the log contains this error.',
  };
}

/** A dependency is unreachable or overloaded. The credentials of the caller were neither accepted nor refused. */
@AcrossCopies('ServiceUnavailableError')
export class ServiceUnavailableError extends RetryableError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'service_unavailable',
    kind: 'unavailable',
    description: 'Service temporarily unavailable',
    when: 'The service is overloaded, or a service that it depends on does not respond.',
  };

  constructor(options?: ErrorOptions & { retryAfterSeconds?: number }) {
    super(undefined, options?.retryAfterSeconds ?? 1, options);
  }
}

/**
 * The user was changed during the sign-in, so nothing was issued: the verified data may be outdated. The token endpoint repeats the
 * sign-in once.
 */
@AcrossCopies('OutdatedSignInError')
export class OutdatedSignInError extends ServiceUnavailableError {}
