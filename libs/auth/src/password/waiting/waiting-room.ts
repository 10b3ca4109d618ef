import { FairLine } from './fair-line.js';
import type { Line } from './line.js';
import { PlainLine } from './plain-line.js';
import { Tally } from './tally.js';

/** By what the room tells its guests apart; `null` where it is not known. */
export interface Guest {
  readonly network: string | null;
  readonly name: string | null;
}

/**
 * Those who wait for a hash, and a turn for each party of them. A guest belongs to the party of its network, or to that of
 * its name where more than twice as many wait for that: a storm from one address is one party however many names it tries,
 * and one on a single name soon is too, however many addresses it comes from. Within a network the names take turns, within a
 * name the networks.
 */
export class WaitingRoom<TGuest extends Guest> {
  readonly #line: Line<TGuest> = new FairLine(() => new FairLine(() => new PlainLine()));
  readonly #paths = new Map<TGuest, readonly string[]>();
  readonly #ofNetwork = new Tally();
  readonly #ofName = new Tally();

  get size(): number {
    return this.#line.length;
  }

  /** Whether {@link enter} would give this newcomer a place, were it called now. */
  hasPlaceFor(newcomer: Guest, places: number): boolean {
    return this.size < places || this.#line.hasFor(this.#pathOf(newcomer));
  }

  /**
   * Gives a place to a newcomer.
   *
   * @param places how many there are
   * @returns who is left without one: nobody while there is room, and then the one who can be spared, be it the newcomer
   */
  enter(newcomer: TGuest, places: number): TGuest | undefined {
    const path = this.#pathOf(newcomer);
    if (this.size < places) {
      this.#seat(newcomer, path);
      return undefined;
    }
    const displaced = this.#line.takeFor(path);
    if (!displaced) {
      return newcomer;
    }
    this.#forget(displaced);
    this.#seat(newcomer, path);
    return displaced;
  }

  /** Takes out the one whose turn it is. */
  next(): TGuest | undefined {
    const guest = this.#line.takeNext();
    if (guest) {
      this.#forget(guest);
    }
    return guest;
  }

  /** Gives up a place. One who has none loses nothing. */
  leave(guest: TGuest): void {
    const path = this.#paths.get(guest);
    if (path) {
      this.#line.delete(guest, path);
      this.#forget(guest);
    }
  }

  #pathOf({ network, name }: Guest): readonly string[] {
    const [withName, withNetwork] = [this.#ofName.of(name) + 1, this.#ofNetwork.of(network) + 1];
    return withName > 2 * withNetwork || network === null
      ? [`name ${name ?? ''}`, network ?? '']
      : [`network ${network}`, name ?? ''];
  }

  #seat(guest: TGuest, path: readonly string[]): void {
    this.#line.add(guest, path);
    this.#paths.set(guest, path);
    this.#ofNetwork.add(guest.network, 1);
    this.#ofName.add(guest.name, 1);
  }

  #forget(guest: TGuest): void {
    this.#paths.delete(guest);
    this.#ofNetwork.add(guest.network, -1);
    this.#ofName.add(guest.name, -1);
  }
}
