import type * as EmbeddedPostgresPackage from '../../tools/embedded-postgres/src/index.js';

/**
 * Loads the package for development: a separate PostgreSQL and its data folder. Needed only if a setting that production requires is
 * missing. The image does not contain the package.
 *
 * @param what needs it, for the message
 * @param variables make it unnecessary
 * @throws Error that says what to do if it is not installed
 */
export async function loadEmbeddedPostgres(
  what = 'The embedded PostgreSQL',
  variables = 'DATABASE_URL and AUTH_JWT_SECRET',
): Promise<typeof EmbeddedPostgresPackage> {
  try {
    return await import('../../tools/embedded-postgres/src/index.js');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) {
      throw cause;
    }
    throw new Error(
      `${what} is not part of this install: set ${variables}, or start the service from a checkout with the dev dependencies.`,
      { cause },
    );
  }
}
