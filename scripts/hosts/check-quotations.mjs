import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A comment that names the file, and right below it the code. */
const QUOTATION = /<!-- (test\/hosts\/\S+) -->\n+```\w*\n(.*?)```/gs;

/**
 * What a page quotes from the hosts is what their tests ran with: the whole file, or lines of it as they stand there, in
 * their order, with `…` for what is left out.
 *
 * @returns {string[]} one sentence for each trouble
 */
export function misquotations(root, page) {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(QUOTATION)]
    .filter(([, path, code]) => !isPartOf(readFileSync(join(root, path), 'utf8'), code))
    .map(([, path]) => `${page}: what it quotes from ${path} is not what stands there`);
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

/** Without indentation, so that lines can be quoted out of what surrounds them. */
function linesOf(text) {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim());
}
