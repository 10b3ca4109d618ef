const PATIENCE_MILLISECONDS = 5000;

/** Some two hundred keys. */
const MAX_BYTES = 64 * 1024;

/** What an issuer has answered. */
export interface JsonAnswer {
  readonly body: unknown;
  /** RFC 9111, section 5.2.2.1, in seconds; `null` where the answer does not say. */
  readonly maxAge: number | null;
}

/**
 * Reads JSON from a URL, in one request: no redirect is followed, since where it leads nobody has vouched for; and neither a
 * slow nor an endless answer is waited for.
 *
 * @throws Error for anything but a 200 with JSON within 5 seconds and 64 KiB
 */
export async function readJson(url: URL, stop: AbortSignal): Promise<JsonAnswer> {
  stop.throwIfAborted();
  // By hand: what AbortSignal.any() makes of a timeout can be collected as garbage before it fires.
  const limit = new AbortController();
  const end = () => limit.abort(new Error('it took too long, or is not waited for any more'));
  const timer = setTimeout(end, PATIENCE_MILLISECONDS);
  stop.addEventListener('abort', end);
  try {
    return await ask(url, limit.signal);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
  }
}

async function ask(url: URL, signal: AbortSignal): Promise<JsonAnswer> {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, redirect: 'error', signal });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`it answered ${response.status}`);
  }
  return { body: JSON.parse(await textOf(response)) as unknown, maxAge: maxAgeOf(response.headers) };
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      // Leaving the loop cancels the rest.
      throw new Error(`its answer has more than ${MAX_BYTES} bytes`);
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
