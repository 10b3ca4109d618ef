import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Connection } from '../../transport/connection/connection.js';
import { OpenConnections } from './open-connections.js';

const entryFor = (socket: object) => ({ connection: { socket } as Connection });

describe('the open connections', () => {
  it('are those that were added and not removed, in any order', () => {
    const step = fc.record({ socket: fc.nat(9), leaves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const sockets = Array.from({ length: 10 }, (_none, number) => ({ number }));
        const [connections, model] = [new OpenConnections(), new Set<object>()];
        for (const { socket: number, leaves } of steps) {
          const socket = sockets[number]!;
          if (leaves) {
            connections.remove(socket);
            model.delete(socket);
          } else if (!connections.has(socket)) {
            connections.add(entryFor(socket));
            model.add(socket);
          }
          expect(connections.size).toBe(model.size);
          expect(new Set(connections.list().map(({ connection }) => connection.socket))).toEqual(model);
        }
        expect(sockets.filter((socket) => connections.has(socket))).toEqual(sockets.filter((each) => model.has(each)));
        connections.clear();
        expect([connections.size, sockets.some((socket) => connections.has(socket))]).toEqual([0, false]);
      }),
    );
  });

  it('of two lists are independent', () => {
    const [one, other] = [new OpenConnections(), new OpenConnections()];
    const socket = {};
    one.add(entryFor(socket));
    other.remove(socket);
    expect([one.has(socket), other.has(socket)]).toEqual([true, false]);
  });
});
