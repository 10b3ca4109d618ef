import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FairLine } from './fair-line.js';
import { PlainLine } from './plain-line.js';

const lineOf = (...members: string[]) => {
  const line = new FairLine<string>(() => new PlainLine());
  members.forEach((member) => line.add(member, [member[0]!]));
  return line;
};

function drain(take: () => string | undefined): string[] {
  const taken: string[] = [];
  for (let member = take(); member !== undefined; member = take()) {
    taken.push(member);
  }
  return taken;
}

describe('FairLine', () => {
  it('serves the parties in turn, and each in the order of arrival', () => {
    const line = lineOf('a1', 'a2', 'a3', 'b1', 'c1', 'b2');
    expect(drain(() => line.takeNext())).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('puts one who comes again at the end', () => {
    const line = lineOf('a1', 'b1', 'c1');
    line.takeNext();
    line.add('a2', ['a']);
    expect(drain(() => line.takeNext())).toEqual(['b1', 'c1', 'a2']);
  });

  it('spares the latest of those who are most', () => {
    const line = lineOf('a1', 'a2', 'a3', 'b1', 'b2', 'c1');
    expect(drain(() => line.takeLast())).toEqual(['a3', 'a2', 'b2', 'b1', 'a1', 'c1']);
  });

  it('takes a place from one who has two more, and from nobody else', () => {
    expect(lineOf('a1', 'a2', 'b1').takeFor(['c'])).toBe('a2');
    expect(lineOf('a1', 'a2', 'a3', 'b1').takeFor(['b'])).toBe('a3');
    expect(lineOf('a1', 'a2', 'b1').takeFor(['b'])).toBeUndefined();
    expect(lineOf('a1', 'b1').takeFor(['c'])).toBeUndefined();
    expect(lineOf('a1', 'a2').takeFor(['a'])).toBeUndefined();
    expect(lineOf().takeFor(['a'])).toBeUndefined();
  });

  it('keeps every member, and knows who are most, whatever happens', () => {
    const party = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), party }) },
      fc.record({ kind: fc.constantFrom('takeNext' as const, 'takeLast' as const), party }),
      fc.record({ kind: fc.constant('delete' as const), party }),
      fc.record({ kind: fc.constant('takeFor' as const), party }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const line = new FairLine<string>(() => new PlainLine());
        const model = new Map<string, string[]>(['a', 'b', 'c', 'd'].map((key) => [key, []]));
        const lengths = () => [...model.values()].map((members) => members.length);
        const remove = (member: string | undefined) => {
          const members = model.get(member?.[0] ?? '') ?? [];
          expect(member === undefined || members.includes(member)).toBe(true);
          model.set(
            member?.[0] ?? '',
            members.filter((other) => other !== member),
          );
        };
        steps.forEach((each, index) => {
          const most = Math.max(...lengths());
          const own = model.get(each.party)!;
          if (each.kind === 'add') {
            line.add(`${each.party}${index}`, [each.party]);
            own.push(`${each.party}${index}`);
          } else if (each.kind === 'delete') {
            const member = own[Math.floor(own.length / 2)];
            line.delete(member ?? 'nobody', [each.party]);
            remove(member);
          } else {
            const taken = each.kind === 'takeFor' ? line.takeFor([each.party]) : line[each.kind]();
            const members = model.get(taken?.[0] ?? '') ?? [];
            if (each.kind === 'takeNext') {
              expect(taken).toBe(members[0]);
              expect(taken === undefined).toBe(most === 0);
            } else {
              expect(taken).toBe(members.at(-1));
              expect(taken === undefined).toBe(each.kind === 'takeLast' ? most === 0 : most <= own.length + 1);
              expect(members).toHaveLength(taken === undefined ? 0 : most);
            }
            remove(taken);
          }
          expect(line.length).toBe(lengths().reduce((sum, length) => sum + length, 0));
        });
      }),
    );
  });
});
