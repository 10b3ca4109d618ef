import type { MetadataMembers } from './metadata.contribution.js';

/** The order of the known members. Members of other specifications follow them. */
const ORDER = [
  'issuer',
  'token_endpoint',
  'token_endpoint_auth_methods_supported',
  'jwks_uri',
  'scopes_supported',
  'response_types_supported',
  'grant_types_supported',
];

/**
 * Merges the members of all contributions. The result has the same order for every order of the contributions.
 *
 * @throws Error if two contributions have different values for a member that is not a list
 */
export function mergedMembers(contributions: readonly MetadataMembers[]): Record<string, unknown> {
  const members = new Map<string, unknown>();
  for (const [name, value] of contributions.flatMap((contribution) => Object.entries(contribution))) {
    if (value !== undefined) {
      members.set(name, members.has(name) ? joined(name, members.get(name), value) : value);
    }
  }
  return Object.fromEntries([...members].toSorted(([one], [other]) => rankOf(one) - rankOf(other)));
}

function joined(name: string, one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) {
    return [...new Set<unknown>([...one, ...other])];
  }
  if (one !== other) {
    const values = [one, other].map((value) => JSON.stringify(value)).join(' and ');
    throw new Error(
      `Two contributions to the metadata of the authorization server differ in ${name}: ${values}. Remove one of them.`,
    );
  }
  return one;
}

function rankOf(name: string): number {
  const rank = ORDER.indexOf(name);
  return rank < 0 ? ORDER.length : rank;
}
