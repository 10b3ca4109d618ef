const NONE = 'none';

/** The form of the service's own codes. Text of a client does not become a label. */
const WORD = /^[a-z_]{1,40}$/;

/** The code of a response that refuses: `code` of a problem document, or `error` of an OAuth 2.0 endpoint. */
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
