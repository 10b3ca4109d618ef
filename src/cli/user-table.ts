import type { RegisteredUser } from '@portcullis/users';

const HEADINGS = ['id', 'username', 'email', 'verified', 'active', 'roles'];

/** Characters of existing names that a terminal would execute as a control sequence, or show as a line break. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Formats users as a table with headings. */
export function userTable(users: readonly RegisteredUser[]): string {
  const rows = [HEADINGS, ...users.map(cellsOf)];
  const widths = HEADINGS.map((_heading, column) =>
    rows.reduce((widest, cells) => Math.max(widest, lengthOf(cells[column]!)), 0),
  );
  const lines = rows.map((cells) => cells.map((cell, column) => padded(cell, widths[column]!)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function cellsOf({ id, username, email, emailVerified, isActive, roles }: RegisteredUser): string[] {
  const cells = [String(id), username, email, yesOrNo(emailVerified), yesOrNo(isActive), roles.join(',')];
  return cells.map((cell) => cell.replace(UNPRINTABLE, '\uFFFD'));
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(width - lengthOf(cell));
}

/** In code points: `padEnd` would count UTF-16 units. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
