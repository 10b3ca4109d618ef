import { randomUUID } from 'node:crypto';

/** RFC 2606, section 2: the domain `invalid` never exists. */
const DOMAIN = '@taken.invalid';

/** The address of an account whose own address belongs to another user. No mail is sent to it. */
export function placeholderAddress(): string {
  return `${randomUUID()}${DOMAIN}`;
}

export function isPlaceholder(address: string): boolean {
  return address.endsWith(DOMAIN);
}
