import { AcrossCopies } from '../copies/across-copies.decorator.js';
import type { ErrorDocumentation, ErrorKind } from './error-documentation.js';

/** Parameters of a challenge (RFC 9110, section 11.2). Strings are sent quoted, numbers unquoted. */
export type ChallengeParameters = Readonly<Record<string, string | number>>;

export interface AuthErrorOptions extends ErrorOptions {
  /** Only for the log. */
  readonly cause?: unknown;
  /**
   * Additional public members of the response. They never replace the standard members, and are not logged.
   * @default {}
   */
  readonly members?: Readonly<Record<string, unknown>>;
  /**
   * Parameters of the challenge, if the kind has one. They override the kind's parameters of the same names.
   * @default {}
   */
  readonly challenge?: ChallengeParameters;
}

/** A concrete subclass of {@link AuthError}. */
export interface AuthErrorClass {
  readonly name: string;
  readonly prototype: AuthError;
  readonly documentation: ErrorDocumentation;
}

/**
 * A domain error. A library defines its own errors as subclasses with `documentation`, which determines the responses of all transports
 * and of the OAuth 2.0 endpoints, and the OpenAPI document.
 *
 * @example
 * ```ts
 * export class EmailNotVerifiedError extends AuthError {
 *   static override readonly documentation: ErrorDocumentation = {
 *     code: 'email_not_verified',
 *     kind: 'invalid_grant',
 *     description: 'E-mail address not verified',
 *     when: 'The password is right, and the e-mail address is not verified.',
 *   };
 * }
 * ```
 */
@AcrossCopies('AuthError')
export abstract class AuthError extends Error {
  /** Every concrete class defines or inherits it. */
  declare static readonly documentation: ErrorDocumentation;

  readonly code: string;
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #challenge: ChallengeParameters;

  /**
   * @param description sent to the client, so it must contain nothing confidential. @default `documentation.description`
   * @throws Error if the class has no documentation
   */
  constructor(
    readonly description: string = documentationOf(new.target).description,
    { members = {}, challenge = {}, ...options }: AuthErrorOptions = {},
  ) {
    super(description, options);
    this.name = new.target.name;
    this.code = documentationOf(new.target).code;
    this.#members = members;
    this.#challenge = challenge;
  }

  get documentation(): ErrorDocumentation {
    return documentationOf(this.constructor as unknown as AuthErrorClass);
  }

  get kind(): ErrorKind {
    return this.documentation.kind;
  }

  get members(): Readonly<Record<string, unknown>> {
    return this.#members;
  }

  get challenge(): ChallengeParameters {
    return this.#challenge;
  }
}

function documentationOf({ name, documentation }: Pick<AuthErrorClass, 'name' | 'documentation'>): ErrorDocumentation {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- a JavaScript class may lack it
  if (!documentation) {
    throw new Error(`${name} needs a static documentation: { code, kind, description, when }.`);
  }
  return documentation;
}
