import { type DocumentedError, documentationOf } from '../errors/documented-error.js';
import { oauthErrorResponses } from '../errors/oauth-error-response.js';
import { TOKEN_ERRORS } from '../token-endpoint/token.errors.js';
import type { Operation } from './operations.js';

/** Adds the errors that grants and sign-in checks declare to the operation of the token endpoint. */
export function describeTokenErrors(operation: Operation, declared: readonly DocumentedError[]): void {
  const known = new Set(TOKEN_ERRORS.map(codeOf));
  const added = [...new Set(declared)].filter((error) => !known.has(codeOf(error)));
  for (const [status, response] of oauthErrorResponses([...TOKEN_ERRORS, ...added])) {
    operation.responses[status] = response;
  }
}

function codeOf(error: DocumentedError): string {
  return documentationOf(error).code;
}
