#!/usr/bin/env node
import { installedMigrations } from './installed-migrations.js';
import { runProgram } from './program.js';

async function main(): Promise<void> {
  process.exitCode = await runProgram(process.argv.slice(2), {
    env: process.env,
    migrations: () => installedMigrations(process.cwd()),
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
  });
}

void main();
