import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Runner {
  readonly runner: string;
  readonly modules: string;
  readonly majors: readonly string[];
  readonly commands: readonly string[];
  readonly applications: readonly string[];
}

const PAGE = readFileSync(join(ROOT, 'docs/testing.md'), 'utf8');
const RUNNERS = runnersOn(PAGE);
const STEPS: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(join(ROOT, 'test/hosts/toolchains-nest11/tools/steps.json'), 'utf8'),
);

describe('the table of test runners', () => {
  it('has a line for each runner and module system', () => expect(RUNNERS.length).toBeGreaterThanOrEqual(7));

  it.each(RUNNERS)(
    'names applications that run $runner with $modules by that command',
    ({ commands, applications }) => {
      for (const name of applications) {
        const scripts = scriptsOf(name);
        expect({ name, missing: commands.filter((command) => !runs(scripts, command)) }).toEqual({ name, missing: [] });
      }
    },
  );

  it.each(RUNNERS)('names an application for each Nest of $runner with $modules', ({ majors, applications }) => {
    expect([...new Set(applications.map(nestOf))].toSorted()).toEqual(majors);
  });

  it('names the versions of Node on which CI runs these applications', () => {
    const script = readFileSync(join(ROOT, '.ci/run'), 'utf8');
    const [, others = ''] = /^for version in (.+); do$/m.exec(script) ?? [];
    const [, oldest = ''] = />=(\d+)/.exec(manifestOf('.').engines?.node ?? '') ?? [];
    const majors = [oldest, ...others.split(' ').map((version) => version.split('.', 1)[0] ?? '')];
    expect(/on Node (\d+), (\d+) and (\d+):$/m.exec(PAGE)?.slice(1)).toEqual(majors);
  });

  it('names no application that CI leaves out on a further Node', () => {
    const script = readFileSync(join(ROOT, '.ci/on-another-node'), 'utf8');
    const [, leftOut = ''] = / hosts -- .*--except (.+)$/m.exec(script) ?? [];
    expect(leftOut).not.toBe('');
    expect(RUNNERS.flatMap(({ applications }) => applications)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^(${leftOut.replaceAll(' ', '|')})$`))]),
    );
  });
});

function runnersOn(page: string): readonly Runner[] {
  const [, table = ''] = /^\| runner \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(page) ?? [];
  return table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, runner = '', modules = '', nest = '', command = '', , applications = '']) => ({
      runner,
      modules,
      majors: nest.split(', '),
      commands: command.replaceAll('`', '').split(' && '),
      applications: applications.replaceAll('`', '').split(', '),
    }));
}

/** Whether one of the scripts has the words of the command in their order, perhaps with further options between them. */
function runs(scripts: readonly string[], command: string): boolean {
  const words = command.split(' ');
  return scripts.some((script) => {
    let place = 0;
    for (const word of script.split(' ')) {
      place += word === words[place] ? 1 : 0;
    }
    return place === words.length;
  });
}

/** What the application runs: its scripts, and the steps of `tools/run.mjs` that they name, or all of them. */
function scriptsOf(application: string): readonly string[] {
  const { build = '', e2e = '' } = manifestOf(`test/hosts/${application}`).scripts ?? {};
  if (!e2e.startsWith('node tools/run.mjs')) {
    return [build, e2e];
  }
  const chosen = e2e.slice('node tools/run.mjs'.length).replaceAll("'", '');
  return Object.entries(STEPS).flatMap(([step, commands]) => (chosen === '' || chosen.includes(step) ? commands : []));
}

function nestOf(application: string): string {
  return manifestOf(`test/hosts/${application}`).dependencies?.['@nestjs/core']?.split('.', 1)[0] ?? '';
}

interface Manifest {
  readonly engines?: { readonly node?: string };
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
}
