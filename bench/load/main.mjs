// @ts-check
// The process that sends requests, by order of the process that measures.
import { setPriority } from 'node:os';
import { closedLoop } from './closed-loop.mjs';
import { knownAnswersClient } from './known-answers.client.mjs';
import { openLoop } from './open-loop.mjs';
import { refreshClient } from './refresh.client.mjs';
import { signInClient } from './sign-in.client.mjs';

/** It stands for other machines, so it must not wait for processors that the service keeps busy. Only root may raise priority. */
const PRIORITY = -10;

/** @type {Map<string, import('./client.js').Client>} */
const clients = new Map();

/** @param {string} name */
function clientOf(name) {
  const client = clients.get(name);
  if (!client) {
    throw new Error(`There is no client ${name}`);
  }
  return client;
}

const orders = {
  /** @param {{ client: string, description: import('./client.js').ClientDescription, address: { host: string, port: number } }} order */
  prepare: async ({ client, description, address }) => {
    const made = {
      'known-answers': () =>
        knownAnswersClient(/** @type {import('./known-answers.client.mjs').KnownAnswers} */ (description), address),
      'sign-ins': () => signInClient(/** @type {import('./sign-in.client.mjs').SignIns} */ (description)),
      refreshes: () => refreshClient(/** @type {import('./refresh.client.mjs').Refreshes} */ (description)),
    }[description.kind]();
    clients.set(client, await made);
  },
  /** @param {Parameters<typeof closedLoop>[0] & { client: string }} order */
  closed: (order) => closedLoop(order, clientOf(order.client)),
  /** @param {Parameters<typeof openLoop>[0] & { client: string }} order */
  open: (order) => openLoop(order, clientOf(order.client)),
};

let hasPriority = true;
try {
  setPriority(PRIORITY);
} catch {
  hasPriority = false;
}

process.on('message', (message) => void obey(message));
process.on('disconnect', () => process.exit());
process.send?.({ id: 0, result: { hasPriority } });

/** @param {unknown} message */
async function obey(message) {
  const { id, kind, order } = /** @type {{ id: number, kind: keyof typeof orders, order: any }} */ (message);
  try {
    process.send?.({ id, result: await orders[kind](order) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
}
