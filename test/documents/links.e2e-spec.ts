import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PAGES = [
  ...pagesIn('.', { recursive: false }),
  ...['docs', 'libs', 'test', 'bench'].flatMap((folder) => pagesIn(folder, { recursive: true })),
];

describe('a link in a document', () => {
  it('is found on more than twenty pages', () => expect(PAGES.length).toBeGreaterThan(20));

  it.each(PAGES)('of %s leads to a file and a heading that exist', (page) => {
    expect(linksIn(page).filter((link) => !resolves(page, link))).toEqual([]);
  });
});

function pagesIn(folder: string, { recursive }: { readonly recursive: boolean }): string[] {
  return readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !path.includes('node_modules'))
    .map((path) => join(folder, path));
}

function resolves(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#', 2);
  const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
  return existsSync(join(ROOT, target)) && (heading === undefined || anchorsOf(target).has(heading));
}

function linksIn(page: string): string[] {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => !/^[a-z]+:/i.test(link));
}

/** The anchors that GitHub creates: lower case, without punctuation, with dashes for spaces. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The page without its code blocks, which may look like links and headings. */
function proseOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```.*?^```/gms, '');
}
