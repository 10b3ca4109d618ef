import { type OptionRule, type OptionRules, sourceOf } from './option-rule.js';

/** The options with the defaults of their rules. */
export type CheckedOptions<TOptions, TRules> = TOptions & {
  readonly [TName in keyof TRules]: TRules[TName] extends OptionRule<infer TValue> ? TValue : never;
};

/** Longer texts are cut in messages. */
const MAX_REPEATED_LENGTH = 80;

/** Checks the options of one call, and reports all faults at once. */
export class OptionsCheck {
  readonly #faults: string[] = [];

  /**
   * @param owner what has the options, as messages name it: `'AuthModule'`
   * @param call the source text before the options. @default the owner's `forRoot(`
   */
  constructor(
    private readonly owner: string,
    private readonly call = `${owner}.forRoot(`,
  ) {}

  /**
   * Checks a group of options.
   *
   * @param group the option that holds them: `'signIn'`, or `'clients[0]'` for one of a list. @default none: the options of the call
   * @returns the options with the defaults of the rules
   */
  check<TOptions extends object, const TRules extends OptionRules<TOptions>>(
    options: TOptions | undefined,
    rules: TRules & OptionRules<TOptions>,
    group = '',
  ): CheckedOptions<TOptions, TRules> {
    const checked: Record<string, unknown> = { ...options };
    const named = Object.entries(rules) as [string, OptionRule][];
    for (const [name, rule] of named) {
      const given: unknown = Reflect.get(options ?? {}, name);
      checked[name] = given === undefined ? rule.default : given;
    }
    for (const [name, rule] of named) {
      if (!rule.accepts(checked[name], checked as never)) {
        this.#faults.push(this.#fault(group, name, rule, checked[name]));
      }
    }
    return checked as CheckedOptions<TOptions, TRules>;
  }

  /** @throws Error with a sentence for each fault: the option, the rule, the given value and an example */
  assertNoFault(): void {
    if (this.#faults.length > 0) {
      throw new Error(this.#faults.join('\n'));
    }
  }

  #fault(group: string, name: string, { allowed, example, isConfidential }: OptionRule, value: unknown): string {
    const path = group === '' ? name : `${group}.${name}`;
    const given = isConfidential ? withoutText(value) : described(value);
    return (
      `The option ${path} of ${this.owner} must be ${allowed}, not ${given}. ` +
      `Write: ${this.call}{ ${within(group, `${name}: ${example}`)}, … })`
    );
  }
}

/**
 * The options of a call, with the defaults of the rules. See {@link OptionsCheck} for options in several groups.
 *
 * @throws Error with a sentence for each fault
 */
export function checkedOptions<TOptions extends object, const TRules extends OptionRules<TOptions>>(
  owner: string,
  options: TOptions | undefined,
  rules: TRules & OptionRules<TOptions>,
  call?: string,
): CheckedOptions<TOptions, TRules> {
  const check = new OptionsCheck(owner, call);
  const checked = check.check(options, rules);
  check.assertNoFault();
  return checked;
}

function within(group: string, member: string): string {
  const [name, index] = group.split('[');
  if (group === '') {
    return member;
  }
  return index === undefined ? `${name}: { ${member} }` : `${name}: [{ ${member}, … }]`;
}

function described(value: unknown): string {
  return typeof value === 'string' && value.length <= MAX_REPEATED_LENGTH ? sourceOf(value) : withoutText(value);
}

function withoutText(value: unknown): string {
  if (typeof value === 'string') {
    return `a string of ${value.length} characters`;
  }
  if (typeof value === 'function') {
    return 'a function';
  }
  if (Array.isArray(value)) {
    return 'an array';
  }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
