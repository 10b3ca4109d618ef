import { canonicalName } from '@portcullis/auth';
import { isStorableText } from '@portcullis/auth/spi';

/** Far above what fifty characters can come to when they are spelt in decomposed or compatibility forms. */
const MAX_TYPED_LENGTH = 1_024;

/** Whether a typed username can belong to a user. If not, the database is not queried. */
export function isPossibleName(typed: string): boolean {
  return typed.length <= MAX_TYPED_LENGTH && isStorableText(typed);
}

/**
 * The values of `username_canonical` that a typed name can match. Its own spelling is one of them: if an adopted table had names
 * that differ only by case, all but one are kept as they were.
 *
 * @param canonical the result of `canonicalName`, if it is known already
 */
export function canonicalForms(typed: string, canonical = canonicalName(typed)): [typed: string, canonical: string] {
  return [typed, canonical];
}
