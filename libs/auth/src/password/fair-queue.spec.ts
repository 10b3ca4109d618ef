import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FairQueue, type Waiter } from './fair-queue.js';

const PLACES = 6;

const waiter = (network: string | null, name: string | null): Waiter => ({ network, name });
const many = (count: number, make: (index: number) => Waiter) =>
  Array.from({ length: count }, (_, index) => make(index));

function queueOf(...waiters: Waiter[]): FairQueue<Waiter> {
  const queue = new FairQueue<Waiter>();
  waiters.forEach((each) => expect(queue.enter(each, waiters.length)).toBeUndefined());
  return queue;
}

const drain = (queue: FairQueue<Waiter>) => Array.from({ length: queue.size }, () => queue.next()!);
const networksOf = (waiters: readonly Waiter[]) => waiters.map(({ network }) => network).join('');

/** A queue of waiters of different names; each letter is a network. */
const ofNetworks = (networks: string) =>
  queueOf(...Array.from(networks, (network, index) => waiter(network, `${index}`)));

const anyWaiter = fc.record({
  network: fc.constantFrom(null, '1', '2', '3', '4'),
  name: fc.constantFrom(null, 'ann', 'bob', 'cat'),
});

describe('next', () => {
  it('serves networks in turn, each in order of arrival', () => {
    const order = drain(ofNetworks('aaabcb'));
    expect(networksOf(order)).toBe('abcaba');
    expect(order.map(({ name }) => name).join('')).toBe('034152');
  });

  it('serves a network that comes again after the others', () => {
    const queue = ofNetworks('abc');
    queue.next();
    queue.enter(waiter('a', 'again'), PLACES);
    expect(networksOf(drain(queue))).toBe('bca');
  });

  it('serves a network that was just served after a network that has waited', () => {
    const queue = ofNetworks('aaa');
    queue.enter(waiter('b', 'bob'), PLACES);
    queue.next();
    queue.enter(waiter('c', 'cat'), PLACES);
    expect(networksOf(drain(queue))).toBe('baca');
  });

  it('serves waiters without network and name in order of arrival', () => {
    const waiters = many(4, () => waiter(null, null));
    const queue = queueOf(...waiters);
    const newcomer = waiter(null, null);
    expect(queue.enter(newcomer, 4)).toBe(newcomer);
    drain(queue).forEach((each, index) => expect(each).toBe(waiters[index]));
  });

  it('serves names in turn that share a network', () => {
    const queue = queueOf(...many(PLACES, () => waiter('1', 'ann')));
    const newcomer = waiter('1', 'zoe');
    expect(queue.enter(newcomer, PLACES)).toEqual(waiter('1', 'ann'));
    expect(drain(queue).indexOf(newcomer)).toBe(1);
  });

  it('serves networks in turn that try the same name', () => {
    const waiters = ['1', '2', '3', '3', '3', '4'].map((network) => waiter(network, 'ann'));
    expect(networksOf(drain(queueOf(...waiters)))).toBe('123343');
  });
});

describe('enter', () => {
  it.each([
    ['one network and one name', () => waiter('1', 'ann')],
    ['one network and many names', (index: number) => waiter('1', `name ${index}`)],
    ['one name and many networks', (index: number) => waiter(`${index}`, 'ann')],
    ['one name and unknown networks', () => waiter(null, 'ann')],
    ['one network and unknown names', () => waiter('1', null)],
  ])('displaces the latest waiter of a storm of %s, and the newcomer is served soon', (_what, make) => {
    const queue = queueOf(...many(PLACES, make));
    const newcomer = waiter('elsewhere', 'zoe');
    expect(queue.enter(newcomer, PLACES)).toEqual(make(PLACES - 1));
    expect(drain(queue).indexOf(newcomer)).toBeLessThanOrEqual(3);
  });

  it.each([
    ['aab', 'c', 'a'],
    ['aaab', 'b', 'a'],
    ['aabb', 'c', 'b'],
    ['aab', 'b', undefined],
    ['ab', 'c', undefined],
    ['aa', 'a', undefined],
  ])('in %s, for a newcomer of %s, displaces a waiter of %s', (networks, network, expected) => {
    const queue = ofNetworks(networks);
    const newcomer = waiter(network, 'zoe');
    const displaced = queue.enter(newcomer, networks.length);
    expect(displaced === newcomer ? undefined : displaced?.network).toBe(expected);
    expect(displaced === newcomer || displaced?.name === `${networks.lastIndexOf(expected!)}`).toBe(true);
    expect(queue.size).toBe(networks.length);
  });

  it('displaces no waiter if each has one place, or the queue has no places', () => {
    const queue = queueOf(...many(PLACES, (index) => waiter(`${index}`, `name ${index}`)));
    const newcomer = waiter('elsewhere', 'zoe');
    expect(queue.enter(newcomer, PLACES)).toBe(newcomer);
    expect(queue.enter(newcomer, 0)).toBe(newcomer);
  });

  it('gives a place exactly when hasPlaceFor says so', () => {
    fc.assert(
      fc.property(fc.array(fc.option(anyWaiter), { maxLength: 60 }), (steps) => {
        const queue = new FairQueue<Waiter>();
        for (const newcomer of steps) {
          if (newcomer === null) {
            queue.next();
          } else {
            const promised = queue.hasPlaceFor(newcomer, PLACES);
            expect(queue.enter(newcomer, PLACES) !== newcomer).toBe(promised);
            expect(queue.size).toBeLessThanOrEqual(PLACES);
          }
        }
      }),
    );
  });

  it('never displaces a lone waiter, and serves it regardless of later waiters', () => {
    const storm = fc.array(anyWaiter, { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(anyWaiter, { maxLength: 40 }), storm, (before, after) => {
        const queue = new FairQueue<Waiter>();
        before.forEach((each) => queue.enter({ ...each }, PLACES));
        const alone = waiter('elsewhere', 'zoe');
        fc.pre(queue.enter(alone, PLACES) !== alone);
        const served = Array.from({ length: queue.size }, () => {
          for (const each of after) {
            expect(queue.enter({ ...each }, PLACES)).not.toBe(alone);
          }
          return queue.next();
        });
        expect(served).toContain(alone);
      }),
    );
  });
});

describe('leave', () => {
  it('frees the place, and a network whose waiters have all left counts as new', () => {
    const [first, second, third] = [waiter('1', 'ann'), waiter('1', 'ann'), waiter('2', 'ann')];
    const queue = queueOf(first, second, third);
    [first, second, third, first].forEach((each) => queue.leave(each));
    expect(queue.size).toBe(0);
    const again = [waiter('2', 'ann'), waiter('2', 'bob'), waiter('3', 'ann')];
    again.forEach((each) => queue.enter(each, PLACES));
    expect(drain(queue)).toEqual([again[0], again[2], again[1]]);
  });
});
