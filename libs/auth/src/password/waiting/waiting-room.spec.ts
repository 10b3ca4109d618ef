import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Guest, WaitingRoom } from './waiting-room.js';

const PLACES = 6;

function guest(network: string | null, name: string | null): Guest {
  return { network, name };
}

/** A room that they have come into, one after the other. */
function roomOf(...guests: Guest[]): WaitingRoom<Guest> {
  const room = new WaitingRoom<Guest>();
  guests.forEach((each) => expect(room.enter(each, guests.length)).toBeUndefined());
  return room;
}

function orderOf(room: WaitingRoom<Guest>): Guest[] {
  return Array.from({ length: room.size }, () => room.next()!);
}

const many = (count: number, make: (index: number) => Guest) =>
  Array.from({ length: count }, (_, index) => make(index));

describe('WaitingRoom', () => {
  it('is first come, first served, among those whom nothing tells apart', () => {
    const guests = many(4, () => guest(null, null));
    const room = roomOf(...guests);
    const newcomer = guest(null, null);
    expect(room.enter(newcomer, 4)).toBe(newcomer);
    expect(orderOf(room)).toEqual(guests);
  });

  it.each([
    ['one address and one name', () => guest('1', 'ann')],
    ['one address and many names', (index: number) => guest('1', `name ${index}`)],
    ['one name and many addresses', (index: number) => guest(`${index}`, 'ann')],
    ['one name and nobody knows where from', () => guest(null, 'ann')],
    ['one address and no name yet', () => guest('1', null)],
  ])('makes room, soon, for somebody else in a storm of %s', (_what, make) => {
    const room = roomOf(...many(PLACES, make));
    const newcomer = guest('somewhere else', 'zoe');
    expect(room.enter(newcomer, PLACES)).toEqual(make(PLACES - 1));
    expect(orderOf(room).indexOf(newcomer)).toBeLessThanOrEqual(3);
  });

  it('lets names take turns that share an address', () => {
    const room = roomOf(...many(PLACES, () => guest('1', 'ann')));
    const newcomer = guest('1', 'zoe');
    expect(room.enter(newcomer, PLACES)).toEqual(guest('1', 'ann'));
    expect(orderOf(room).indexOf(newcomer)).toBe(1);
  });

  it('lets addresses take turns that try the same name', () => {
    const ofNetworks = ['1', '2', '3', '3', '3', '4'].map((network) => guest(network, 'ann'));
    expect(orderOf(roomOf(...ofNetworks)).map(({ network }) => network)).toEqual(['1', '2', '3', '3', '4', '3']);
  });

  it('turns nobody out for one who has no better claim', () => {
    const room = roomOf(...many(PLACES, (index) => guest(`${index}`, `name ${index}`)));
    const newcomer = guest('somewhere else', 'zoe');
    expect(room.enter(newcomer, PLACES)).toBe(newcomer);
    expect(room.enter(newcomer, 0)).toBe(newcomer);
  });

  it('forgets who has left', () => {
    const [first, second, third] = [guest('1', 'ann'), guest('1', 'ann'), guest('2', 'ann')];
    const room = roomOf(first, second, third);
    [first, second, third].forEach((each) => room.leave(each));
    room.leave(first);
    expect(room.size).toBe(0);
    const again = [guest('2', 'ann'), guest('2', 'bob'), guest('3', 'ann')];
    again.forEach((each) => room.enter(each, PLACES));
    expect(orderOf(room)).toEqual([again[0], again[2], again[1]]);
  });

  it('knows beforehand whether it would have a place for somebody', () => {
    const somebody = fc.record({
      network: fc.constantFrom(null, '1', '2', '3'),
      name: fc.constantFrom(null, 'ann', 'bob', 'cat'),
    });
    fc.assert(
      fc.property(fc.array(fc.option(somebody), { maxLength: 60 }), (comings) => {
        const room = new WaitingRoom<Guest>();
        for (const each of comings) {
          if (each === null) {
            room.next();
          } else {
            const newcomer = { ...each };
            const promised = room.hasPlaceFor(newcomer, PLACES);
            expect(room.enter(newcomer, PLACES) !== newcomer).toBe(promised);
          }
        }
      }),
    );
  });

  it('gives a stranger who is in a turn after at most one of each party, whatever comes after', () => {
    const stormer = fc.record({
      network: fc.constantFrom(null, '1', '2', '3', '4'),
      name: fc.constantFrom(null, 'ann', 'bob', 'cat'),
    });
    fc.assert(
      fc.property(fc.array(stormer, { maxLength: 40 }), fc.array(stormer, { maxLength: 60 }), (before, after) => {
        const room = new WaitingRoom<Guest>();
        before.forEach((each) => room.enter({ ...each }, PLACES));
        const stranger = guest('somewhere else', 'zoe');
        fc.pre(room.enter(stranger, PLACES) !== stranger);
        const served = Array.from({ length: room.size }, () => {
          for (const each of after) {
            expect(room.enter({ ...each }, PLACES)).not.toBe(stranger);
            expect(room.size).toBeLessThanOrEqual(PLACES);
          }
          return room.next();
        });
        expect(served).toContain(stranger);
      }),
    );
  });
});
