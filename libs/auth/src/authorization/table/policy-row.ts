import { BY_ACCESS_TOKEN } from '../authenticates.decorator.js';
import { policyText } from '../policy/policy-text.js';
import type { Route } from './contradictions.js';
import { type EntryPointTransport, placeOf } from './entry-point.js';

/** One line of the table of routes. */
export interface PolicyRow {
  readonly transport: EntryPointTransport;
  /** What a client calls. */
  readonly route: string;
  /** Who may: `public`, `active user and role admin`, `unguarded`. */
  readonly policy: string;
  /** The class and the method that answer. */
  readonly handler: string;
}

export function rowOf(route: Route): PolicyRow {
  const others = route.guarding.others.map(({ name }) => name);
  return {
    transport: route.transport,
    route: route.route,
    policy: [whoMay(route), ...others].join(', '),
    handler: placeOf(route),
  };
}

function whoMay({ access, policy, guarding }: Route): string {
  if (access === 'public') {
    return 'public';
  }
  if (guarding.authenticatesBy === null) {
    return 'unguarded';
  }
  const user = guarding.asksActivity ? 'active user' : 'user';
  const by = guarding.authenticatesBy === BY_ACCESS_TOKEN ? '' : ` by ${guarding.authenticatesBy}`;
  const subject = access === 'optional' ? `anybody, or ${user}` : user;
  return `${subject}${by}${policy ? ` and ${policyText(policy)}` : ''}`;
}

/** Columns of one width, for a reader; nothing in it but what the rows say, for a comparison. */
export function tableText(rows: readonly PolicyRow[]): string {
  const widths = (['transport', 'route', 'policy'] as const).map((column) =>
    Math.max(0, ...rows.map((row) => row[column].length)),
  );
  const lines = rows.map(({ transport, route, policy, handler }) =>
    [...[transport, route, policy].map((text, index) => text.padEnd(widths[index]!)), handler].join('  '),
  );
  return lines.map((line) => `${line}\n`).join('');
}
