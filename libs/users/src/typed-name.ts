import { canonicalName } from '@portcullis/auth';
import { isStorableText } from './storable-text.js';

/** Far above what fifty characters can come to when they are spelt in decomposed or compatibility forms. */
const MAX_TYPED_LENGTH = 1_024;

/** Whether a username as typed could be anybody's; what could not is never asked of the database. */
export function isPossibleName(typed: string): boolean {
  return typed.length <= MAX_TYPED_LENGTH && isStorableText(typed);
}

/**
 * What may stand in `username_canonical` for a name as typed. Its own spelling too, for where an adopted table had names
 * that differ by case alone, each but one is kept as it was written.
 */
export function canonicalForms(typed: string): [typed: string, canonical: string] {
  return [typed, canonicalName(typed)];
}
