/** The length in Unicode code points, as NIST SP 800-63B counts characters; an emoji counts at least once. */
export function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) {
    count++;
  }
  return count;
}
