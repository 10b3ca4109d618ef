import { clientSignalOf } from './client-signal.js';
import type { SignInOrigin } from './sign-in-origin.js';

/** Where a request of either adapter comes from. Costs a listener on its connection: for requests that wait for a hash. */
export function originOfRequest(request: { readonly ip?: string }): SignInOrigin {
  const signal = clientSignalOf(request);
  return { address: request.ip ?? null, device: null, ...(signal && { signal }) };
}
