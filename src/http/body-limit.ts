/** Room for every request that this service understands, with each character escaped, and not much more. */
export const BODY_LIMIT_BYTES = 16 * 1024;
