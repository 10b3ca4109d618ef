const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** Mail programs make links of domains and addresses. */
const LINKING = /[.:/\\@]/g;
const WORD_JOINER = '\u2060';

const MAX_LENGTH = 254;

/**
 * A text of a user inside of a sentence: one line, without characters that turn the direction of the text, and nothing that a mail program
 * would make a link of (an invisible character stands behind each dot, colon, slash and `@`).
 */
export function inertText(text: string): string {
  return text.replace(CONTROL, ' ').trim().slice(0, MAX_LENGTH).toWellFormed().replace(LINKING, `$&${WORD_JOINER}`);
}

/** `60 minutes`, `24 hours`, `7 days`. */
export function durationText(seconds: number): string {
  if (seconds < 2 * HOUR) {
    return counted(Math.floor(seconds / MINUTE), 'minute');
  }
  return seconds <= 2 * DAY ? counted(Math.floor(seconds / HOUR), 'hour') : counted(Math.floor(seconds / DAY), 'day');
}

/** `2026-11-30 18:50 UTC`. */
export function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
