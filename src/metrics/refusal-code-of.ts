const NONE = 'none';

/** A word of the program's own, and of no client's. */
const WORD = /^[a-z_]{1,40}$/;

/** The word for a program in an answer that refuses: `code` of a problem document, `error` of an endpoint of OAuth 2.0. */
export function refusalCodeOf(payload: unknown): string {
  if (typeof payload !== 'string') {
    return NONE;
  }
  try {
    const { code, error } = JSON.parse(payload) as { readonly code?: unknown; readonly error?: unknown };
    const word = code ?? error;
    return typeof word === 'string' && WORD.test(word) ? word : NONE;
  } catch {
    return NONE;
  }
}
