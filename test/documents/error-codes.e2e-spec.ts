import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { AuthError } from '@portcullis/auth';
import type { AuthErrorClass } from '@portcullis/auth/spi';
import { KIND_RESPONSES } from '../../libs/auth/src/errors/kind-responses.js';
import { FRAMEWORK_CODES } from '../../src/http/problem.filter.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PAGE = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');

describe('docs/errors.md', () => {
  let classes: readonly AuthErrorClass[];
  beforeAll(async () => {
    classes = await allErrorClasses();
  });

  it('is compared with the error classes of several libraries', () => {
    const names = classes.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['InvalidTokenError', 'UsernameOrEmailTakenError', 'UnknownSessionError']),
    );
  });

  it('has a row for every error class, with its status', () => {
    const missing = classes.filter(({ documentation }) => {
      const { status, oauthError } = KIND_RESPONSES[documentation.kind];
      return (
        !rows().includes(`${status} ${documentation.code}`) &&
        !rows().includes(`${status} ${documentation.oauthError ?? oauthError}`)
      );
    });
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('has no row for an unknown code', () => {
    const known = new Set([
      ...FRAMEWORK_CODES,
      ...classes.flatMap(({ documentation: { code, kind, oauthError } }) => [
        code,
        oauthError ?? KIND_RESPONSES[kind].oauthError,
      ]),
    ]);
    expect(rows().filter((row) => !known.has(row.split(' ')[1] ?? ''))).toEqual([]);
  });

  it('gets sentences and codes in snake_case from the classes', () => {
    for (const { name, documentation } of classes) {
      const { code, description, when } = documentation;
      expect([name, code]).toEqual([name, expect.stringMatching(/^[a-z]+(_[a-z]+)*$/)]);
      expect([name, when]).toEqual([name, expect.stringMatching(/^[A-Z`].*\.$/)]);
      expect([name, description]).toEqual([name, expect.stringMatching(/\S$/)]);
    }
  });
});

/** The statuses and codes of the first two columns of all tables, as `400 invalid_request`. */
function rows(): string[] {
  return [...PAGE.matchAll(/^\| ([\d, ]+) \| `(\w+)` \|/gm)].flatMap(([, statuses = '', word = '']) =>
    statuses.split(',').map((status) => `${status.trim()} ${word}`),
  );
}

/** Every concrete subclass of `AuthError` in the sources, exported or not. */
async function allErrorClasses(): Promise<AuthErrorClass[]> {
  const files = ['libs', 'src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.errors?\.ts$/.test(path) && !path.includes('node_modules'))
      .map((path) => join(ROOT, folder, path)),
  );
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(file).href) as Promise<Record<string, unknown>>),
  );
  const found = modules.flatMap((module) => Object.values(module)).filter(isErrorClass);
  return [...new Set(found)].filter(({ documentation }) => (documentation as unknown) !== undefined);
}

function isErrorClass(exported: unknown): exported is AuthErrorClass {
  return typeof exported === 'function' && exported.prototype instanceof AuthError;
}
