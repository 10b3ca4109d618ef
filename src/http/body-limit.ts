/** Enough for every valid request, even if each character is escaped. */
export const BODY_LIMIT_BYTES = 16 * 1024;
