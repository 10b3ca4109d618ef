import type { KeySummary } from '@portcullis/keys';

const HEADINGS = ['kid', 'algorithm', 'state', 'published', 'signs from', 'until', 'honoured until'];

/** Formats keys as a table with headings. Times are in UTC. */
export function keyTable(keys: readonly KeySummary[]): string {
  const rows = [HEADINGS, ...keys.map(cellsOf)];
  const widths = HEADINGS.map((_heading, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const lines = rows.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function cellsOf({ keyId, algorithm, state, publishedAt, activeFrom, retiresAt, expiresAt }: KeySummary): string[] {
  return [keyId, algorithm, state, ...[publishedAt, activeFrom, retiresAt, expiresAt].map(timeOf)];
}

function timeOf(milliseconds: number | null): string {
  return milliseconds === null ? '-' : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
