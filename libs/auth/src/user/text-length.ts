/** In code points. The number of UTF-16 units bounds it, so that a huge text is not taken apart to be counted. */
export function isLengthWithin(text: string, max: number): boolean {
  return text !== '' && text.length <= 2 * max && Array.from(text).length <= max;
}
