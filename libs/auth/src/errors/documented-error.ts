import type { AuthErrorClass } from './auth.error.js';
import type { ErrorDocumentation } from './error-documentation.js';
import { KIND_RESPONSES } from './kind-responses.js';

/**
 * An error of a route, for the OpenAPI document: an error class, or its documentation with a `when` for this route, such as
 * `{ ...TooManyAttemptsError.documentation, when: 'Too many registrations from this address.' }`.
 */
export type DocumentedError = AuthErrorClass | ErrorDocumentation;

export function documentationOf(error: DocumentedError): ErrorDocumentation {
  return 'documentation' in error ? error.documentation : error;
}

/** Groups the errors by status. */
export function byStatus(errors: readonly DocumentedError[]): [status: number, errors: ErrorDocumentation[]][] {
  const grouped = new Map<number, ErrorDocumentation[]>();
  for (const error of errors.map(documentationOf)) {
    const { status } = KIND_RESPONSES[error.kind];
    grouped.set(status, [...(grouped.get(status) ?? []), error]);
  }
  return [...grouped];
}

/** Joins the `when` of several errors, without repetition. */
export function descriptionOf(errors: readonly ErrorDocumentation[]): string {
  return [...new Set(errors.map(({ when }) => when))].join(' ');
}
