import { applyDecorators, Header } from '@nestjs/common';

/** Only files of the service itself. Nothing inline, no frame around the page, and no form that sends without the script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // The icon.
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/** The headers of a page: it is never stored, and tells no other site its address. */
export function PageHeaders(policy: readonly string[] = POLICY): MethodDecorator {
  return applyDecorators(
    Header('Content-Type', 'text/html; charset=utf-8'),
    Header('Content-Security-Policy', policy.join('; ')),
    Header('Cache-Control', 'no-store'),
    Header('Referrer-Policy', 'no-referrer'),
    Header('X-Frame-Options', 'DENY'),
  );
}
