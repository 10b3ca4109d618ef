const TIMEOUT_MILLISECONDS = 5000;

/** Enough for about 200 keys. */
const MAX_BYTES = 64 * 1024;

export interface JsonResponse {
  readonly body: unknown;
  /** `max-age` (RFC 9111, section 5.2.2.1), in seconds; `null` if the response has none. */
  readonly maxAge: number | null;
}

/**
 * Reads JSON from exactly this URL, in one request without redirects.
 *
 * @throws Error unless the response is a 200 with at most 64 KiB of JSON within 5 seconds
 */
export async function readJson(url: URL, stop: AbortSignal): Promise<JsonResponse> {
  stop.throwIfAborted();
  // AbortSignal.any() is not used: its signal can be garbage-collected before the timeout fires.
  const limit = new AbortController();
  const end = () => limit.abort(new Error('it took too long, or the application is stopping'));
  const timer = setTimeout(end, TIMEOUT_MILLISECONDS);
  stop.addEventListener('abort', end);
  try {
    return await request(url, limit.signal);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
  }
}

async function request(url: URL, signal: AbortSignal): Promise<JsonResponse> {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, redirect: 'manual', signal });
  if (response.status !== 200) {
    await response.body?.cancel();
    const isRedirect = response.status >= 300 && response.status < 400;
    throw new Error(
      `${url.href} responded with ${response.status}${isRedirect ? ', and redirects are not followed' : ''}`,
    );
  }
  return { body: JSON.parse(await textOf(response)) as unknown, maxAge: maxAgeOf(response.headers) };
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      // Leaving the loop cancels the stream.
      throw new Error(`its response has more than ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function maxAgeOf(headers: Headers): number | null {
  const directives = (headers.get('cache-control') ?? '').toLowerCase().split(',');
  const seconds = directives.map((directive) => /^\s*max-age="?(\d{1,10})"?\s*$/.exec(directive)?.[1]);
  return seconds.map((text) => (text === undefined ? null : Number(text))).find((age) => age !== null) ?? null;
}
