import { constants, setPriority } from 'node:os';

/**
 * Runs the work with high priority if the system allows it (root). The load stands for other machines, which don't wait for a
 * processor that is hashing. Without the priority, the latencies include the waits of the load itself.
 */
export async function withHighPriority<T>(work: () => Promise<T>): Promise<T> {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    return work();
  }
  try {
    return await work();
  } finally {
    setPriority(constants.priority.PRIORITY_NORMAL);
  }
}
