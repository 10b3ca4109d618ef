/** A mail that no mail server can take: its recipient is no address, or its subject would add a header. It is not tried again. */
export class UnsendableMailError extends Error {
  override readonly name = 'UnsendableMailError';
}
