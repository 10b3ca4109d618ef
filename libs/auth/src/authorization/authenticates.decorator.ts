import { Reflector } from '@nestjs/core';

/** The value for `JwtAuthGuard`, which the policy table does not print. */
export const BY_CREDENTIAL_SCHEME = 'credential scheme';

/**
 * Marks a guard of the application that authenticates the caller and sets `request.user`, so that `ActiveUserGuard`, `PolicyGuard` and
 * `@CurrentUser()` may follow it. The check at start assumes that an unmarked guard does not authenticate.
 *
 * @param by the kind of credential, for the policy table: `@Authenticates('API key')`
 */
export const Authenticates = Reflector.createDecorator<string>({ key: 'portcullis:authenticates' });
