import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pages that `DOCS_FOLDER` holds, in the order in which a reader follows them. */
const PAGES = ['embedding.md', 'testing.md'].map((name) => readFileSync(join(process.env.DOCS_FOLDER, name), 'utf8'));

/**
 * The files that the pages show: every code block that begins with a comment like `// src/app.module.ts`.
 *
 * @returns {Map<string, string>} the whole block by the path of its file
 * @throws Error if two blocks name one file
 */
export function filesOnPages() {
  const files = new Map();
  for (const [, code, path] of PAGES.join('\n').matchAll(/^```ts\n(\/\/ ((?:src|test)\/\S+)\n.*?)^```$/gms)) {
    if (files.has(path)) {
      throw new Error(`The pages show ${path} twice.`);
    }
    files.set(path, code);
  }
  return files;
}

/** The commands for one major version of Nest: those of the first shell block that begins with its CLI. */
export function commandsFor(major) {
  const [block] = blocks('sh', PAGES[0]).filter((text) => text.startsWith(`npx @nestjs/cli@${major} `));
  return linesOf(block);
}

/** The command that installs the test kit. */
export function kitCommand() {
  const [command] = blocks('sh', PAGES[1]).filter((text) =>
    text.startsWith('npm install --save-dev @portcullis/testing'),
  );
  return linesOf(command)[0];
}

/** The members that the page adds to the configuration of Jest. */
export function jestMembers() {
  const [members] = blocks('json', PAGES[0]).filter((text) => text.startsWith('"moduleNameMapper"'));
  return JSON.parse(`{${members}}`);
}

function blocks(language, page) {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text);
}

function linesOf(text) {
  return text.trim().split('\n');
}
