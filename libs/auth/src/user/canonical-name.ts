/**
 * Two names that a reader could take for one have one canonical form: compatibility forms are unified (Unicode NFKC),
 * letter case is folded, white space is collapsed. Idempotent. For comparing only; what a person typed is what is shown.
 *
 * ECMAScript has no case folding. Going down, up and down again brings together what lower-casing alone keeps apart (ß, ẞ
 * and ss; ς and σ; ı and i); normalising again undoes what case mapping decomposes.
 */
export function canonicalName(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
  return folded.replace(/\s+/gu, ' ').trim();
}
