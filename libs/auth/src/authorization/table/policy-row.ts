import { BY_CREDENTIAL_SCHEME } from '../authenticates.decorator.js';
import type { Route } from './contradictions.js';
import { type EntryPointTransport, placeOf } from './entry-point.js';

/** One line of the policy table. */
export interface PolicyRow {
  readonly transport: EntryPointTransport;
  /** As a client calls it. */
  readonly route: string;
  /** Who may call it: `public`, `active user and role admin`, `unguarded`. */
  readonly policy: string;
  /** The class and the method that handle the call. */
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

function whoMay({ access, policyText, guarding }: Route): string {
  if (access === 'public') {
    return 'public';
  }
  if (guarding.authenticatesBy === null) {
    return 'unguarded';
  }
  const user = guarding.checksActivity ? 'active user' : 'user';
  const by = guarding.authenticatesBy === BY_CREDENTIAL_SCHEME ? '' : ` by ${guarding.authenticatesBy}`;
  const subject = access === 'optional' ? `anonymous, or ${user}` : user;
  return `${subject}${by}${policyText === '' ? '' : ` and ${policyText}`}`;
}

/** Aligned columns, without a heading or a date: equal tables have equal texts. */
export function tableText(rows: readonly PolicyRow[]): string {
  const widths = (['transport', 'route', 'policy'] as const).map((column) =>
    Math.max(0, ...rows.map((row) => row[column].length)),
  );
  const lines = rows.map(({ transport, route, policy, handler }) =>
    [...[transport, route, policy].map((text, index) => text.padEnd(widths[index]!)), handler].join('  '),
  );
  return lines.map((line) => `${line}\n`).join('');
}
