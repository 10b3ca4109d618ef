/** White space, and characters without a glyph that Unicode classes as symbols, letters or marks. */
const BLANKS = /[\u{16FE4}\s\u2800\uFFFC\u{13441}\u{13442}\u{1D159}]+/gu;

const IGNORABLE = /\p{Default_Ignorable_Code_Point}+/gu;

/** A letter such as `i` or `j` with its marks. A mark above replaces the dot of the letter. */
const SOFT_DOTTED = /\p{Soft_Dotted}\p{M}+/gu;
const DOT_ABOVE = '\u0307';

/**
 * Returns the form in which names are compared, so that two users can't have names that look the same. Unifies compatibility forms and
 * letter case, drops characters without a glyph, and collapses white space: Unicode's `toNFKC_Casefold` (section 3.13), plus the dot of
 * `i` in Turkish and Lithuanian. Idempotent. Display the typed name, not this form.
 *
 * Alphabets are not unified: Cyrillic `аlice` is another name than Latin `alice`.
 */
export function canonicalName(name: string): string {
  const visible = name.normalize('NFKC').replace(IGNORABLE, '');
  // ECMAScript has no case folding. Lower, upper and lower case in turn unify what lower case alone does not (ß, ẞ and ss; ς and σ;
  // ı and i).
  const folded = visible.toLowerCase().toUpperCase().toLowerCase().normalize('NFKD');
  const undotted = folded.replace(SOFT_DOTTED, (letter) => letter.replaceAll(DOT_ABOVE, ''));
  return undotted.normalize('NFKC').replace(BLANKS, ' ').trim();
}
