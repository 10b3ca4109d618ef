import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { it } from 'node:test';

const OPTIONAL = [
  '@mikro-orm/core',
  '@nestjs/swagger',
  '@nestjs/typeorm',
  '@prisma/client',
  '@redis/client',
  'class-validator',
  'drizzle-orm',
  'kysely',
  'swagger-ui-dist',
  'typeorm',
];

it('installs no package that it does not use', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  const installed = OPTIONAL.filter((name) => existsSync(`node_modules/${name}`));
  assert.deepEqual(
    installed,
    OPTIONAL.filter((name) => name in dependencies),
  );
});
