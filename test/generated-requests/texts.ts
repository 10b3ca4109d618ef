import fc from 'fast-check';
import type { Schema } from '../support/openapi.js';

export function mostly<T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: usual, weight: 5 }, { arbitrary: odd, weight: 1 });
}

/** Strings that have broken other services. */
const NOTORIOUS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\uD800',
  '\uFEFF',
  '\u202E',
  '\u212A',
  '\u0131',
  'ﬁ',
  'ｆｕｌｌ',
  '👩‍👩‍👧‍👦',
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1 --",
  '${7*7}',
  '%00',
  '../../etc/passwd',
  '\r\nX-Injected: 1',
  'null',
  'NaN',
  '1e400',
  'alice',
  'x'.repeat(1_025),
  '🦊'.repeat(300),
  'x'.repeat(20_000),
];

export const STRINGS = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...NOTORIOUS),
);

/** Text for the request line. Node refuses everything but visible ASCII before the service sees it. */
export function urlText(): fc.Arbitrary<string> {
  const raw = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  const escaped = fc.integer({ min: 0, max: 0xff }).map((code) => `%${code.toString(16).padStart(2, '0')}`);
  const syntax = fc.constantFrom('/', '//', ';', '..', '%', '%2f', '?', '#', '&', '=', '[]', '[__proto__]', '@', ':');
  return fc.string({ unit: fc.oneof(raw, escaped, syntax), maxLength: 60 });
}

/** Text that Node's client accepts in a header. */
export function headerText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }), fc.constant(0x09));
  return fc.string({ unit: unit.map((code) => String.fromCharCode(code)), maxLength });
}

export function validValues({ type, format, enum: values, example, ...limits }: Schema): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 60, minimum: min = 0, maximum: max = 1_000 } = limits;
  if (type === 'integer') {
    return fc.integer({ min, max }).map(String);
  }
  if (type === 'boolean') {
    return fc.boolean().map(String);
  }
  if (values) {
    return fc.constantFrom(...(values as string[]));
  }
  if (format === 'email') {
    return fc.emailAddress();
  }
  const ofSchema = fc.string({
    unit: 'grapheme',
    minLength: Math.min(minLength, maxLength),
    maxLength: Math.min(maxLength, 60),
  });
  return fc.oneof(
    ofSchema,
    fc.string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 40 }),
    fc.constant((example as string | undefined) ?? ''),
  );
}
