import type { KnownAnswers } from './known-answers.client.mjs';
import type { Refreshes } from './refresh.client.mjs';
import type { Response } from './response-reader.mjs';
import type { SignIns } from './sign-in.client.mjs';

/** A request, and the check of its response. */
export interface Exchange {
  /** The bytes on the wire, in Latin-1. */
  readonly request: string;
  /** Returns the reason if the response is wrong. Called once, before the bytes of the response are overwritten. */
  readonly complaint: (response: Response) => string | undefined;
}

/** A source of requests. */
export interface Client {
  readonly next: () => Exchange;
}

/** The description of a client: plain data, because it comes from another process. */
export type ClientDescription = KnownAnswers | Refreshes | SignIns;
