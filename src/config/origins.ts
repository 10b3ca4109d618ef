import { z } from 'zod';

const EXAMPLE = 'https://app.example.com';

/** The origins of `CORS_ORIGINS`, as browsers write them in the `Origin` header. */
export const origins = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .check(({ value, issues }) => {
    const complaints = new Set(value.flatMap((origin) => complaintAbout(origin) ?? []));
    for (const message of complaints) {
      issues.push({ code: 'custom', message, input: undefined });
    }
  });

/** The message for an invalid origin, without its value; `undefined` for a valid origin. */
function complaintAbout(text: string): string | undefined {
  if (text.includes('*')) {
    return `must name each origin, like ${EXAMPLE}: a wildcard (*) is not accepted`;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return `must be a comma-separated list of origins, each with its scheme, like ${EXAMPLE}`;
  }
  if (url.origin === text) {
    return undefined;
  }
  return url.pathname === '/' && text.endsWith('/')
    ? `must have origins without a slash at the end, like ${EXAMPLE}`
    : `must have origins as browsers send them, like ${EXAMPLE}: scheme, host in lower case, and port unless it is the default`;
}
