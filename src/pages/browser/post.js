const TIMEOUT_MS = 30_000;

/**
 * Posts JSON to a route of the service. Without cookies, because the secret alone decides.
 *
 * @returns the members of the problem document too, and the status 0 if there is no response
 */
export async function post(route, members) {
  try {
    // Relative to this file, because a proxy may have stripped a prefix.
    const response = await fetch(new URL(`../${route}`, import.meta.url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(members),
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const problem = response.ok ? {} : await response.json().catch(() => ({}));
    const retryAfter = Number(response.headers.get('Retry-After'));
    return { isSuccess: response.ok, status: response.status, retryAfter, ...problem };
  } catch {
    return { isSuccess: false, status: 0 };
  }
}
