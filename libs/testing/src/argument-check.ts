/**
 * Checks what TypeScript checks too, for tests that are not compiled with types: a wrong argument must not become a test that proves
 * nothing.
 *
 * @param rule what the function takes: `createUser() takes an object`
 * @param example a valid call, as source text
 * @throws {TypeError} with one sentence that contains the kind of the given value, never the value
 */
export function demandArgument(isValid: boolean, rule: string, given: unknown, example: string): void {
  if (!isValid) {
    throw new TypeError(`${rule}, not ${kindOf(given)}. Write: ${example}`);
  }
}

/** @throws {TypeError} if the value is neither `undefined` nor an array of strings */
export function demandNames(option: string, names: unknown, example: string): void {
  const others = Array.isArray(names) ? names.filter((name) => typeof name !== 'string') : [names];
  demandArgument(names === undefined || others.length === 0, `${option} takes an array of strings`, others[0], example);
}

/** @throws {TypeError} if it is not what `Test.createTestingModule()` returns */
export function demandBuilder(builder: unknown, call: string): void {
  demandArgument(
    hasMethods(builder, 'overrideProvider', 'compile'),
    `${call}() takes what Test.createTestingModule() returns, before compile()`,
    builder,
    `await ${call}(Test.createTestingModule({ imports: [AppModule] })).compile()`,
  );
}

/** Whether it is an object with named members: no array, function, `Promise` or `null`. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isPromise(value);
}

export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  return isRecord(value) && names.every((name) => typeof value[name] === 'function');
}

function kindOf(value: unknown): string {
  if (isPromise(value)) {
    return 'a Promise (await it first)';
  }
  if (Array.isArray(value)) {
    return 'an array';
  }
  if (typeof value === 'function') {
    return /^class\b/.test(String(value)) ? `the class ${value.name}` : 'a function';
  }
  if (isRecord(value)) {
    return kindOfObject(value);
  }
  return value === undefined || value === null ? String(value) : `a ${typeof value}`;
}

/** The name of its class, or the names of its members. */
function kindOfObject(value: Readonly<Record<string, unknown>>): string {
  const { name } = Object.getPrototypeOf(value)?.constructor ?? Object;
  const members = Object.keys(value).filter((member) => value[member] !== undefined);
  return name === 'Object' ? `an object with ${members.join(', ') || 'no member'}` : `an instance of ${name}`;
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
}
