import { randomUUID } from 'node:crypto';
import passport from 'passport';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import type { AuthInfo, Caller } from '../user/caller.js';

/**
 * A name for one instance of a strategy. Passport keeps its strategies by name for the whole process: under a plain `jwt`,
 * one of the host's own, or that of a second application, would take the place of ours and decide who may pass.
 */
export function ownStrategyName(kind: string): string {
  return `portcullis-${kind}-${randomUUID()}`;
}

/**
 * Has Passport ask exactly this strategy, without a session, and without the options of the host's `PassportModule`: they
 * can name another strategy. Throws whatever the strategy fails with.
 *
 * @param request what the strategy looks at
 */
export function authenticateBy(
  strategy: { readonly name: string },
  request: object,
): Promise<Required<Pick<Caller, 'user'>> & Pick<Caller, 'authInfo'>> {
  return new Promise((resolve, reject) => {
    const settle = (error: unknown, user: AuthenticatedUser | false | undefined, authInfo?: AuthInfo) => {
      if (error || !user) {
        reject(error ?? new Error('The strategy neither failed nor found a user'));
      } else {
        resolve({ user, authInfo });
      }
    };
    const authenticate = passport.authenticate(strategy.name, { session: false }, settle) as Middleware;
    authenticate(request, {}, reject);
  });
}

type Middleware = (request: object, response: object, next: (error?: unknown) => void) => void;
