import { z } from 'zod';

/** RFC 9110, section 5.6.2, except `*`: in browsers it does not include `Authorization`. */
const HEADER_NAME = /^(?!\*$)[!#$%&'*+.^_`|~\dA-Za-z-]{1,128}$/;

/** What browsers and their tools add to requests: Swagger UI, frameworks, W3C Trace Context, Sentry. */
const USUAL_HEADERS = [
  'Authorization',
  'Content-Type',
  'X-Request-Id',
  'X-Requested-With',
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
];

/** The header names of `CORS_HEADERS`. */
export const headerNames = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .refine(
    (names) => names.every((name) => HEADER_NAME.test(name)),
    'must be a comma-separated list of header names, like Authorization, Content-Type; a wildcard (*) is not accepted',
  )
  .default(USUAL_HEADERS);
