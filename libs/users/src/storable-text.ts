/**
 * Whether PostgreSQL can hold this text at all. U+0000 has no place in its `text` type, and a lone surrogate none in UTF-8:
 * the driver would write U+FFFD in its stead, and so find somebody else.
 */
export function isStorableText(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}
