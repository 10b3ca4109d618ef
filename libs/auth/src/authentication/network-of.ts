import { isIPv6 } from 'node:net';

/**
 * What one party can be expected to hold of the address space: an IPv4 address for itself, and of IPv6 the first 64 bits,
 * as whoever has one address there has them all. An IPv4 address in IPv6's form is that IPv4 address. What is no address
 * stands for itself.
 */
export function networkOf(address: string | null): string | null {
  const [bare = ''] = address?.split('%', 1) ?? [];
  if (!isIPv6(bare)) {
    return address;
  }
  const groups = groupsOf(bare);
  const [first, second] = groups.slice(6) as [number, number];
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped
    ? [first >> 8, first & 0xff, second >> 8, second & 0xff].join('.')
    : `${groups
        .slice(0, 4)
        .map((group) => group.toString(16))
        .join(':')}::/64`;
}

/** All eight. */
function groupsOf(address: string): number[] {
  // The URL parser writes a dotted end in hexadecimal, and puts `::` in one place at most.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail].map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - before!.length - after!.length }, () => '0');
  return [...before!, ...zeros, ...after!].map((group) => Number.parseInt(group, 16));
}
