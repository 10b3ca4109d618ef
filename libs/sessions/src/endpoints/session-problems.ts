import { ProblemException } from '@portcullis/auth';

export const UNKNOWN_SESSION = 'There is no such session';

export const NO_SESSION = 'The access token belongs to no session, and ends by itself';

/** One answer for a session that is over, one that never was, and one of somebody else's. */
export function unknownSession(): ProblemException {
  return new ProblemException(404, 'unknown_session', UNKNOWN_SESSION);
}

export function noSession(): ProblemException {
  return new ProblemException(400, 'no_session', NO_SESSION);
}
