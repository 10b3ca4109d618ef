import { describe, expect, it } from '@jest/globals';
import { flag, nonEmptyText, oneOf, optional, type OptionRules, orFalse, wholeNumber } from './option-rule.js';
import { checkedOptions, OptionsCheck } from './options-check.js';

interface QueueOptions {
  readonly name?: string;
  readonly places?: number;
  readonly largest?: number;
  readonly order?: 'fair' | 'plain';
  readonly open?: boolean;
  readonly lifetime?: number | false;
}

const RULES = {
  name: optional(nonEmptyText({ example: 'line' })),
  places: wholeNumber({ max: 20, default: 5 }),
  largest: wholeNumber({ min: 0, default: 10, notBelow: 'places' }),
  order: oneOf(['fair', 'plain'], { default: 'fair' }),
  open: flag({ default: true }),
  lifetime: orFalse(wholeNumber({ default: 60 })),
} satisfies OptionRules<QueueOptions>;

const DEFAULTS = { places: 5, largest: 10, order: 'fair', open: true, lifetime: 60 };

const checked = (options?: object) => checkedOptions('Queue', options as QueueOptions, RULES);

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('checkedOptions', () => {
  it('sets defaults, also for undefined options', () => {
    expect(checked()).toEqual(DEFAULTS);
    expect(checked({ places: undefined, largest: 7, lifetime: false, name: 'x' })).toEqual({
      ...DEFAULTS,
      largest: 7,
      lifetime: false,
      name: 'x',
    });
  });

  it('keeps options without a rule', () => {
    expect(checked({ further: 1 })).toEqual({ ...DEFAULTS, further: 1 });
  });

  it('reads options that a class computes', () => {
    class HostConfig {
      get places(): number {
        return 3;
      }
    }
    expect(checked(new HostConfig())).toMatchObject({ places: 3 });
  });

  it('names every invalid option with its rule, the given value and an example', () => {
    const message = messageOf(() =>
      checked({ name: '', places: 0.5, largest: 4, order: 'odd', open: 1, lifetime: null }),
    );
    expect(message.split('\n')).toEqual([
      "The option name of Queue must be a string that is not empty, not ''. Write: Queue.forRoot({ name: 'line', … })",
      'The option places of Queue must be a whole number from 1 to 20, not 0.5. Write: Queue.forRoot({ places: 5, … })',
      "The option order of Queue must be 'fair' or 'plain', not 'odd'. Write: Queue.forRoot({ order: 'fair', … })",
      'The option open of Queue must be true or false, not 1. Write: Queue.forRoot({ open: true, … })',
      'The option lifetime of Queue must be a whole number from 1, or false, not null. Write: Queue.forRoot({ lifetime: 60, … })',
    ]);
  });

  it('compares an option with the default of another', () => {
    expect(messageOf(() => checked({ largest: 4 }))).toMatch(
      'largest of Queue must be a whole number from 0, not below places, not 4.',
    );
  });

  it.each([Number.NaN, Infinity, -1, '7', [], {}, 21n, Symbol('7'), () => 7])(
    'refuses %p as a whole number',
    (places) => {
      expect(messageOf(() => checked({ places }))).toMatch(/^The option places of Queue must be/);
    },
  );

  it('repeats no confidential text', () => {
    const rules = { password: { allowed: 'longer', example: "'…'", isConfidential: true, accepts: () => false } };
    expect(messageOf(() => checkedOptions('Queue', { password: 'sesame' }, rules, 'new Queue('))).toBe(
      "The option password of Queue must be longer, not a string of 6 characters. Write: new Queue({ password: '…', … })",
    );
  });
});

describe('OptionsCheck', () => {
  it('lists the faults of all groups', () => {
    const check = new OptionsCheck('Host');
    check.check<QueueOptions, typeof RULES>({ places: 0 }, RULES);
    check.check<QueueOptions, typeof RULES>({ places: 0 }, RULES, 'queue');
    check.check<QueueOptions, typeof RULES>({ places: 0 }, RULES, 'queues[1]');
    const allowed = 'of Host must be a whole number from 1 to 20, not 0';
    expect(messageOf(() => check.assertNoFault()).split('\n')).toEqual([
      `The option places ${allowed}. Write: Host.forRoot({ places: 5, … })`,
      `The option queue.places ${allowed}. Write: Host.forRoot({ queue: { places: 5 }, … })`,
      `The option queues[1].places ${allowed}. Write: Host.forRoot({ queues: [{ places: 5, … }], … })`,
    ]);
  });
});
