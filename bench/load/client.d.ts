import type { KnownAnswers } from './known-answers.client.mjs';
import type { Refreshes } from './refresh.client.mjs';
import type { Response } from './response-reader.mjs';
import type { SignIns } from './sign-in.client.mjs';

/** One request, and what its answer has to be. */
export interface Exchange {
  /** As it goes over the wire, in Latin-1. */
  readonly request: string;
  /** Why the answer is wrong, if it is. Called once, while the bytes of the answer last. */
  readonly complaint: (response: Response) => string | undefined;
}

/** Somebody who has something to ask, again and again. */
export interface Client {
  readonly next: () => Exchange;
}

/** What a client is made of: data alone, for it comes from another process. */
export type ClientDescription = KnownAnswers | Refreshes | SignIns;
