/**
 * Whether PostgreSQL can store this text. Its `text` type can't contain U+0000, and UTF-8 has no lone surrogates: the driver would
 * send U+FFFD instead, which could match another user.
 */
export function isStorableText(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}
