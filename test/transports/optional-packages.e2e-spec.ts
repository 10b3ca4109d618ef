import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SOURCES = join(import.meta.dirname, '../../libs/auth/src');

/** Packages that an application need not install. */
const OPTIONAL = String.raw`@nestjs/(?:graphql|apollo|mercurius|websockets|platform-[\w.-]+|microservices)|graphql|graphql-ws|ws|socket\.io|@grpc/grpc-js`;

const STATIC = new RegExp(String.raw`(?:from|import|require\()\s*'(?:${OPTIONAL})(?:/[^']*)?'`);
const DYNAMIC = new RegExp(String.raw`import\('(?:${OPTIONAL})'\)`);

describe('an application without GraphQL, WebSockets or microservices', () => {
  it('needs none of their packages, not even for types', async () => {
    expect((await filesThat(STATIC)).map(({ name }) => name)).toEqual([]);
    expect(await filesThat(/from '/)).not.toEqual([]);
  });

  it('loads a package only after a call over its transport', async () => {
    expect((await filesThat(DYNAMIC)).map(({ name }) => name)).toEqual([
      'transport/rpc/rpc.transport.ts',
      'transport/ws/ws.transport.ts',
    ]);
  });
});

async function filesThat(pattern: RegExp): Promise<{ name: string; text: string }[]> {
  const names = (await readdir(SOURCES, { recursive: true })).filter((name) => name.endsWith('.ts')).toSorted();
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(SOURCES, name), 'utf8') })),
  );
  return files.filter(({ text }) => pattern.test(text));
}
