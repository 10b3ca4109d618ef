/**
 * Loads the optional package `@redis/client`. The `import()` stands in a `try` block, so that bundlers accept that it is missing.
 *
 * @throws Error with the line to type if it is not installed
 */
export async function loadRedisClient(): Promise<typeof import('@redis/client')> {
  try {
    return await import('@redis/client');
  } catch (error) {
    throw installationErrorOf(error);
  }
}

/** The same error, unless it says that the package is missing. */
export function installationErrorOf(error: unknown): unknown {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  // A missing dependency of the package has the same code.
  const isMissing = String(code).endsWith('MODULE_NOT_FOUND') && message?.includes(`'@redis/client'`);
  return isMissing
    ? new Error('redisSignInLimiter needs the package @redis/client. Type: npm install @redis/client', { cause: error })
    : error;
}
