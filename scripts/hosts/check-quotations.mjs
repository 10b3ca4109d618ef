import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A comment that names the file, directly above the quoted code. */
const QUOTATION = /<!-- (test\/(?:documents|extending|hosts)\/\S+) -->\n+```\w*\n(.*?)```/gs;

/**
 * Checks that a page quotes a test as it is: the whole file, or lines of it in their order, with `…` for omitted lines.
 *
 * @returns {string[]} one sentence for each wrong quotation
 */
export function misquotations(root, page) {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(QUOTATION)]
    .filter(([, path, code]) => !isPartOf(readFileSync(join(root, path), 'utf8'), code))
    .map(([, path]) => `${page}: its quotation of ${path} differs from the file`);
}

function isPartOf(file, quotation) {
  const lines = linesOf(file);
  let place = 0;
  for (const passage of quotation.split(/^\s*(?:\/\/ )?…\n/m).map(linesOf)) {
    const found = lines.findIndex(
      (_, start) => start >= place && passage.every((line, at) => lines[start + at] === line),
    );
    if (found < 0) {
      return false;
    }
    place = found + passage.length;
  }
  return true;
}

/** Without indentation, so that lines of a block can be quoted. */
function linesOf(text) {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim());
}
