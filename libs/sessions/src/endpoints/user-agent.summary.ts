/** In the order in which they are told apart: most call themselves by the names of others too, and by their own but once. */
const PROGRAMS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bEdgA?(?:iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/\S+ (?:Mobile\/\S+ )?Safari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** RFC 9110, section 10.1.5: what programs that are no browsers begin with. */
const PRODUCT = /^([A-Za-z][\w.-]{0,39})\//;

/**
 * A `User-Agent` in a few words, "Firefox on Linux" say, for somebody who is to recognise it. Anybody can say anything: what
 * is not one of these words is no part of it.
 *
 * @returns `null` where there is nothing to recognise
 */
export function summaryOf(userAgent: string): string | null {
  const program = nameIn(PROGRAMS, userAgent) ?? (isBrowserLike(userAgent) ? undefined : PRODUCT.exec(userAgent)?.[1]);
  const system = nameIn(SYSTEMS, userAgent);
  return [program, system].filter((part) => part !== undefined).join(' on ') || null;
}

function nameIn(names: typeof PROGRAMS, userAgent: string): string | undefined {
  return names.find(([mark]) => mark.test(userAgent))?.[1];
}

function isBrowserLike(userAgent: string): boolean {
  return userAgent.startsWith('Mozilla/');
}
