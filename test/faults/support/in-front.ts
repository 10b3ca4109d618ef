import { constants, setPriority } from 'node:os';

/**
 * Whoever asks stands for other machines: they don't wait for a processor that is hashing, and what they wait for is the service.
 * The system lets root have it so; for others the latencies are partly their own.
 */
export async function inFront<T>(work: () => Promise<T>): Promise<T> {
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
