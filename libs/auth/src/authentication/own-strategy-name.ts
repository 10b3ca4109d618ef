import { randomUUID } from 'node:crypto';

/**
 * Makes a unique name for a strategy. Passport keeps strategies by name for the whole process: another strategy named `jwt`, of the
 * application or of a second one, would replace ours.
 */
export function ownStrategyName(kind: string): string {
  return `portcullis-${kind}-${randomUUID()}`;
}
