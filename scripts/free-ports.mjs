import { once } from 'node:events';
import { createServer } from 'node:net';

/** The variables of the addresses that the service listens on. */
const ADDRESSES = [
  { port: 'PORT', host: 'HOST', byDefault: '3000' },
  { port: 'METRICS_PORT', host: 'METRICS_HOST', byDefault: undefined },
];

/**
 * Ends the process with a message if a port of the service is taken, before the build, which takes longer. The service itself
 * reports every other error.
 */
export async function refuseTakenPorts() {
  for (const { port, host, byDefault } of ADDRESSES) {
    const number = Number(process.env[port] || byDefault || NaN);
    const address = process.env[host] || '127.0.0.1';
    if (number > 0 && number < 65_536 && (await isTaken(number, address))) {
      const shown = address.includes(':') ? `[${address}]` : address;
      process.stderr.write(`${shown}:${number} is in use: stop what listens there, or set ${port} to another port.\n`);
      process.exit(1);
    }
  }
}

async function isTaken(port, host) {
  const probe = createServer();
  try {
    await once(probe.listen(port, host), 'listening');
    return false;
  } catch (error) {
    return error.code === 'EADDRINUSE';
  } finally {
    probe.close();
  }
}
