/** The first match counts: most browsers name other browsers too, so the more specific names come first. */
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

/** RFC 9110, section 10.1.5: the product at the start. Used for programs that are not browsers. */
const PRODUCT = /^([A-Za-z][\w.-]{0,39})\//;

/**
 * Shortens a `User-Agent` for users: "Firefox on Linux". A client can send any text, so the result contains only the names above, or
 * the name of a product.
 *
 * @returns `null` if nothing is recognised
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
