import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.js';
import { eventually, run, temporaryFolder } from '../../support/process.js';

const DOCUMENT = join(import.meta.dirname, '../../../docs/operations.md');

/** Where Debian has it is not on everybody's path. */
export function findNginx(): string | undefined {
  return ['nginx', '/usr/sbin/nginx'].find((path) => spawnSync(path, ['-v'], { stdio: 'ignore' }).status === 0);
}

export interface Nginx {
  readonly url: string;
  /** Sends nobody to an instance any more, or to both again; done when nobody is on the way to it. */
  markDown(which: 0 | 1 | undefined): Promise<void>;
}

/**
 * With the lines that `docs/operations.md` advises, but for the ports.
 *
 * @param instances the ports of both
 */
export async function startNginx(nginx: string, instances: readonly [number, number]): Promise<Nginx> {
  const [folder, port] = [await temporaryFolder(), await freePort()];
  const config = join(folder, 'nginx.conf');
  const lines = withPorts(await advised(), port, instances);
  await writeFile(config, whole(folder, lines));
  const { pid, hasExited, stderr, signal } = await run(nginx, [
    '-c',
    config,
    '-p',
    folder,
    '-e',
    join(folder, 'error.log'),
  ]);
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (hasExited()) {
      throw new Error(`nginx has ended: ${stderr()}`);
    }
    return (await fetch(url).catch(() => undefined))?.ok;
  }, 10_000);

  const markDown = async (which: 0 | 1 | undefined): Promise<void> => {
    const server = which === undefined ? '' : `server 127.0.0.1:${instances[which]} `;
    await writeFile(config, whole(folder, server ? lines.replaceAll(server, `${server}down `) : lines));
    const workers = await childrenOf(pid);
    signal('SIGHUP');
    await eventually(async () => {
      const left = await childrenOf(pid);
      return left.length > 0 && !workers.some((worker) => left.includes(worker));
    }, 20_000);
  };
  return { url, markDown };
}

/** Of Linux, where nginx is tried. */
async function childrenOf(pid: number): Promise<string[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean);
}

async function advised(): Promise<string> {
  const [, lines] = /```nginx\n(.+?)\n```/s.exec(await readFile(DOCUMENT, 'utf8')) ?? [];
  if (lines === undefined) {
    throw new Error(`${DOCUMENT} has no configuration of nginx`);
  }
  return lines;
}

function withPorts(lines: string, port: number, [one, other]: readonly [number, number]): string {
  return lines
    .replaceAll('127.0.0.1:3001', `127.0.0.1:${one}`)
    .replaceAll('127.0.0.1:3002', `127.0.0.1:${other}`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`);
}

/** What a distribution brings along, with everything in one folder. */
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
