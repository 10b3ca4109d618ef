import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.js';
import { eventually, run, type StartedProcess, temporaryFolder } from '../../support/process.js';

const DOCUMENT = join(import.meta.dirname, '../../../docs/operations.md');

/** Searches the PATH and Debian's location, which is not on every user's PATH. */
export function findNginx(): string | undefined {
  return ['nginx', '/usr/sbin/nginx'].find((path) => spawnSync(path, ['-v'], { stdio: 'ignore' }).status === 0);
}

export interface Nginx {
  readonly url: string;
  /** Takes an instance out, or none. Resolves when no request is on its way to it. */
  markDown(which: 0 | 1 | undefined): Promise<void>;
}

/** nginx in its own process, which ends with the suite. */
export interface RunningNginx extends StartedProcess {
  readonly url: string;
  /** Replaces its configuration, which it reads at SIGHUP. */
  readonly configure: (http: string) => Promise<void>;
}

/**
 * Starts nginx, and waits until it responds.
 *
 * @param http the lines of its `http` block, which listen on the port
 */
export async function runNginx(nginx: string, port: number, http: string): Promise<RunningNginx> {
  const folder = await temporaryFolder();
  const config = join(folder, 'nginx.conf');
  const configure = (lines: string) => writeFile(config, whole(folder, lines));
  await configure(http);
  const started = await run(nginx, ['-c', config, '-p', folder, '-e', join(folder, 'error.log')]);
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (started.hasExited()) {
      throw new Error(`nginx has ended: ${started.stderr()}`);
    }
    return (await fetch(url).catch(() => undefined))?.ok;
  }, 30_000);
  return { ...started, url, configure };
}

/**
 * Starts nginx with the lines of `docs/operations.md`, except for the ports.
 *
 * @param instances the ports of both instances
 */
export async function startNginx(nginx: string, instances: readonly [number, number]): Promise<Nginx> {
  const port = await freePort();
  const lines = withPorts(await nginxConfigurationIn(DOCUMENT), port, instances);
  const { pid, signal, url, configure } = await runNginx(nginx, port, lines);

  const markDown = async (which: 0 | 1 | undefined): Promise<void> => {
    const server = which === undefined ? '' : `server 127.0.0.1:${instances[which]} `;
    await configure(server ? lines.replaceAll(server, `${server}down `) : lines);
    const workers = await childrenOf(pid);
    signal('SIGHUP');
    await eventually(async () => {
      const left = await childrenOf(pid);
      return left.length > 0 && !workers.some((worker) => left.includes(worker));
    }, 60_000);
  };
  return { url, markDown };
}

/** Reads `/proc`, so it needs Linux. */
async function childrenOf(pid: number): Promise<string[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean);
}

/** @returns the first configuration of nginx on a page of the documents */
export async function nginxConfigurationIn(document: string): Promise<string> {
  const [, lines] = /```nginx\n(.+?)\n```/s.exec(await readFile(document, 'utf8')) ?? [];
  if (lines === undefined) {
    throw new Error(`${document} has no configuration of nginx`);
  }
  return lines;
}

function withPorts(lines: string, port: number, [one, other]: readonly [number, number]): string {
  return lines
    .replaceAll('127.0.0.1:3001', `127.0.0.1:${one}`)
    .replaceAll('127.0.0.1:3002', `127.0.0.1:${other}`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`);
}

/** A whole configuration around the `http` block, with all files of nginx in one folder. */
function whole(folder: string, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (of) => `${of}_temp_path ${folder}/${of};`,
  );
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 2;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
  ${http}
}
`;
}
