import type { HashRequester } from './hash-requester.js';

/** Who waits; `null` stands for an unknown network or name. */
export type Waiter = Required<Pick<HashRequester, 'network' | 'name'>>;

/** The waiters that share a turn. */
interface Group {
  readonly party: string;
  /** One name of a network's party, or one network of a name's party. */
  readonly member: string;
}

interface Place<T> extends Group {
  readonly waiter: T;
  /** When the party joined the queue, or had its last turn. Counted in turns. */
  partySince: number;
  /** The same of the member, within its party. */
  memberSince: number;
}

/**
 * A queue in which no network and no name keeps others out. Parties take turns, members of a party take turns within it, and a
 * member's waiters are served in order of arrival.
 *
 * A party is a network, and its members are names. A name is a party, and its members are networks, if more than twice as many
 * waiters have the newcomer's name as have its network: many networks that attack one name share one turn.
 */
export class FairQueue<T extends Waiter> {
  /** In order of arrival. A few dozen at most, so every step may look at all of them. */
  #places: Place<T>[] = [];
  #turns = 0;

  get size(): number {
    return this.#places.length;
  }

  /** Whether {@link enter} would give the newcomer a place now. */
  hasPlaceFor(newcomer: Waiter, maxPlaces: number): boolean {
    return this.size < maxPlaces || this.#displacedBy(this.#groupOf(newcomer)) !== undefined;
  }

  /**
   * Adds the newcomer. If all places are taken, it displaces the latest waiter of the largest party, or of the largest member of its
   * own party, if that has at least two places more than the newcomer's.
   *
   * @returns the waiter that has no place now: `undefined` while places are free, the displaced waiter, or the newcomer itself
   */
  enter(newcomer: T, maxPlaces: number): T | undefined {
    const group = this.#groupOf(newcomer);
    const isFull = this.size >= maxPlaces;
    const displaced = isFull ? this.#displacedBy(group)?.waiter : undefined;
    if (isFull && !displaced) {
      return newcomer;
    }
    if (displaced) {
      this.leave(displaced);
    }
    const ofParty = this.#places.filter(({ party }) => party === group.party);
    const ofMember = ofParty.find(({ member }) => member === group.member);
    const now = ++this.#turns;
    const partySince = ofParty[0]?.partySince ?? now;
    this.#places.push({ ...group, waiter: newcomer, partySince, memberSince: ofMember?.memberSince ?? now });
    return displaced;
  }

  /** Removes and returns the waiter whose turn it is. */
  next(): T | undefined {
    const [next] = this.#places.toSorted((a, b) => a.partySince - b.partySince || a.memberSince - b.memberSince);
    if (!next) {
      return undefined;
    }
    this.leave(next.waiter);
    const now = ++this.#turns;
    for (const place of this.#places.filter(({ party }) => party === next.party)) {
      place.partySince = now;
      place.memberSince = place.member === next.member ? now : place.memberSince;
    }
    return next.waiter;
  }

  /** Gives up the waiter's place. Does nothing if it has none. */
  leave(waiter: T): void {
    this.#places = this.#places.filter((place) => place.waiter !== waiter);
  }

  #groupOf({ network, name }: Waiter): Group {
    const ofName = this.#places.filter(({ waiter }) => name !== null && waiter.name === name).length;
    const ofNetwork = this.#places.filter(({ waiter }) => waiter.network === network).length;
    return network === null || ofName + 1 > 2 * (ofNetwork + 1)
      ? { party: `name ${name ?? ''}`, member: network ?? '' }
      : { party: `network ${network}`, member: name ?? '' };
  }

  #displacedBy({ party, member }: Group): Place<T> | undefined {
    const largestParty = largestGroup(this.#places, 'party');
    const ownParty = this.#places.filter((place) => place.party === party);
    if (largestParty.length > ownParty.length + 1) {
      return largestGroup(largestParty, 'member').at(-1);
    }
    const largestMember = largestGroup(ownParty, 'member');
    const ownMember = ownParty.filter((place) => place.member === member);
    return largestMember.length > ownMember.length + 1 ? largestMember.at(-1) : undefined;
  }
}

/** The group with the most places. Of groups with equally many, the last to join. */
function largestGroup<T>(places: readonly Place<T>[], key: keyof Group): Place<T>[] {
  const groups = new Map<string, Place<T>[]>();
  for (const place of places) {
    groups.set(place[key], [...(groups.get(place[key]) ?? []), place]);
  }
  return [...groups.values()].reduce((largest, group) => (group.length >= largest.length ? group : largest), []);
}
