import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

/** Posts JSON with another `Host` header, which `fetch` does not allow. Returns the status. */
export async function postAsHost(host: string, url: string, body: object): Promise<number> {
  const message = request(url, { method: 'POST', headers: { Host: host, 'Content-Type': 'application/json' } });
  message.end(JSON.stringify(body));
  const [response] = (await once(message, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode!;
}
