import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ProblemException, requestOriginOf } from '@portcullis/auth/spi';

/** The host name of `PUBLIC_URL`, or `undefined`. */
export const PUBLIC_HOST = Symbol('public host');

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests from other machines, and those of a foreign site whose name a browser on this machine was told to find here (DNS
 * rebinding).
 */
@Injectable()
export class ThisMachineGuard implements CanActivate {
  readonly #names: readonly string[];

  constructor(@Inject(PUBLIC_HOST) publicHost: string | undefined) {
    this.#names = publicHost === undefined ? LOOPBACK_NAMES : [...LOOPBACK_NAMES, publicHost];
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ readonly headers: { readonly host?: string } }>();
    if (isLoopback(requestOriginOf(request).address) && this.#names.includes(hostNameOf(request.headers.host))) {
      return true;
    }
    const detail =
      'Only a browser on the machine of the service can read its mailbox. There, npm run mailbox works too';
    throw new ProblemException(403, 'forbidden', detail);
  }
}

function isLoopback(address: string | null): boolean {
  return address === '::1' || address?.startsWith('127.') === true;
}

/** Empty without a valid host. */
function hostNameOf(host = ''): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}
