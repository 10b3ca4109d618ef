/** What can be written to the server whatever it is. A date is a moment: a column without a time zone has UTC's. */
export type PreparedValue = string | number | boolean | Date | Buffer | null | readonly string[] | readonly number[];

/**
 * A value in the text format of PostgreSQL's protocol; bytes as they are.
 *
 * @throws RangeError for a date that is none
 */
export function textOf(value: PreparedValue): string | Buffer | null {
  if (typeof value === 'string' || value === null || Buffer.isBuffer(value)) {
    return value;
  }
  if (value instanceof Date) {
    return timestampOf(value);
  }
  return Array.isArray(value) ? arrayOf(value as readonly (string | number)[]) : String(value);
}

/** Beyond the year 9999 ECMAScript has a sign and six digits, which PostgreSQL does not read. */
function timestampOf(date: Date): string {
  return date.toISOString().replace(/^\+0*/, '');
}

function arrayOf(elements: readonly (string | number)[]): string {
  return `{${elements.map(elementOf).join(',')}}`;
}

const NEEDS_ESCAPE = /["\\]/;

function elementOf(element: string | number): string {
  if (typeof element === 'number') {
    return String(element);
  }
  // To look first takes half the time where there is nothing to escape, as in all ids.
  return NEEDS_ESCAPE.test(element) ? `"${element.replace(/["\\]/g, '\\$&')}"` : `"${element}"`;
}
