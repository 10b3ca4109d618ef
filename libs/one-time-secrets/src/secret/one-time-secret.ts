/**
 * A secret that was presented and found valid. `OneTimeSecrets` alone makes instances: an object of the same members, the body of a
 * request for example, is not one.
 */
export class OneTimeSecret {
  /** Names this secret and no other, and opens nothing. */
  readonly id: string;
  readonly purpose: string;
  /** What the secret is about: the id of a user or of an invitation. `null` if it was issued without one. */
  readonly subject: string | null;
  /** What the secret was bound to when it was issued, an e-mail address for example. */
  readonly boundTo: string | null;
  /** What was stored with the secret; `null` if nothing was. */
  readonly payload: unknown;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;

  constructor(secret: OneTimeSecret) {
    this.id = secret.id;
    this.purpose = secret.purpose;
    this.subject = secret.subject;
    this.boundTo = secret.boundTo;
    this.payload = secret.payload;
    this.expiresAt = secret.expiresAt;
  }
}
