/**
 * Returns the members of a body that are non-empty text, as the form of a token request has them.
 *
 * @param body of any type: no pipe need have validated it
 */
export function formOfBody(body: unknown): ReadonlyMap<string, string> {
  const members = Object.entries(Object(body) as Record<string, unknown>);
  return new Map(members.filter((member): member is [string, string] => isText(member[1])));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
