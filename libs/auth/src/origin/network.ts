import { isIPv6 } from 'node:net';
import { canonicalAddress } from './request-origin.js';

/**
 * The part of the address space that one caller can be expected to hold: one IPv4 address, or the first 64 bits of an IPv6
 * address. `null` for text that is not an address, so that all of it is one network.
 *
 * @param bits 48 for what one customer of a provider holds at most (RFC 6177)
 */
export function networkOf(address: string | null, bits: 48 | 64 = 64): string | null {
  const canonical = canonicalAddress(address);
  return canonical !== null && isIPv6(canonical)
    ? `${groupsOf(canonical)
        .slice(0, bits / 16)
        .join(':')}::/${bits}`
    : canonical;
}

/** All eight groups. A dotted end stands for two of them, and comes only after six zeros. */
function groupsOf(address: string): readonly string[] {
  const [before = [], after = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
}
