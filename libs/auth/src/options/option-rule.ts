/** The valid values of one option. `TBeside`: all options of the module, with their defaults. */
export interface OptionRule<TValue = unknown, TBeside = never> {
  /** A phrase for the message, after `must be`. */
  readonly allowed: string;
  /** A valid value, as source text. */
  readonly example: string;
  /** The value if the option is left out. @default none: an option that does not accept `undefined` is required */
  readonly default?: TValue;
  /** Whether the message must not contain the given text. @default false */
  readonly isConfidential?: boolean;
  accepts(value: unknown, beside: TBeside): boolean;
}

export type OptionRules<TOptions> = { readonly [TName in keyof TOptions]?: OptionRule<unknown, TOptions> };

interface WholeNumberLimits<TOptions> {
  /** @default 1 */
  readonly min?: number;
  /** @default Number.MAX_SAFE_INTEGER */
  readonly max?: number;
  /** Another option, whose value is the minimum. @default none */
  readonly notBelow?: keyof TOptions & string;
}

interface Default<TValue> {
  readonly default: TValue;
}

interface Example<TValue> {
  readonly example: TValue;
}

export function wholeNumber<TOptions extends object>({
  min = 1,
  max = Number.MAX_SAFE_INTEGER,
  notBelow,
  ...rest
}: WholeNumberLimits<TOptions> & (Default<number> | Example<number>)): OptionRule<number, TOptions> {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  return {
    ...shown(rest),
    allowed: `a whole number ${range}${notBelow === undefined ? '' : `, not below ${notBelow}`}`,
    accepts: (value, beside) => {
      const isWithin = Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
      const lowest: unknown = notBelow && Reflect.get(beside, notBelow);
      return isWithin && !(typeof lowest === 'number' && Number(value) < lowest);
    },
  };
}

export function oneOf<TValue extends string | number>(
  values: readonly TValue[],
  rest: Default<TValue> | Example<TValue>,
): OptionRule<TValue> {
  const names = values.map((value) => sourceOf(value));
  return {
    ...shown(rest),
    allowed: `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`,
    accepts: (value) => values.some((known) => known === value),
  };
}

export function flag(rest: Default<boolean>): OptionRule<boolean> {
  return { ...shown(rest), allowed: 'true or false', accepts: (value) => typeof value === 'boolean' };
}

export function nonEmptyText(rest: Example<string>): OptionRule<string> {
  return {
    ...shown(rest),
    allowed: 'a string that is not empty',
    accepts: (value) => typeof value === 'string' && value !== '',
  };
}

/** The same rule, for an option that may be left out and has no default. */
export function optional<TValue, TBeside>(rule: OptionRule<TValue, TBeside>): OptionRule<TValue | undefined, TBeside> {
  return { ...rule, accepts: (value, beside) => value === undefined || rule.accepts(value, beside) };
}

/** The same rule, for an option that `false` turns off. */
export function orFalse<TValue, TBeside>(rule: OptionRule<TValue, TBeside>): OptionRule<TValue | false, TBeside> {
  return {
    ...rule,
    allowed: `${rule.allowed}, or false`,
    accepts: (value, beside) => value === false || rule.accepts(value, beside),
  };
}

/** A value as source text. */
export function sourceOf(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** The default is the example, unless there is no default. */
function shown<TValue>(given: Default<TValue> | Example<TValue>): {
  readonly example: string;
  readonly default?: TValue;
} {
  return 'default' in given
    ? { default: given.default, example: sourceOf(given.default) }
    : { example: sourceOf(given.example) };
}
