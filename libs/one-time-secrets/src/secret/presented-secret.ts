/** A token as its holder presents it, from a link for example. `token` may be any text. */
export interface PresentedToken {
  readonly purpose: string;
  readonly token: string;
}

/** A code as a user types it, in any case, with or without spaces and dashes. */
export interface PresentedCode {
  readonly purpose: string;
  /** What the code was bound to when it was issued, in the same spelling. */
  readonly boundTo: string;
  readonly code: string;
}
