import { spawnSync } from 'node:child_process';

/**
 * @param env beside that of this process
 * @throws Error where npm is not content
 */
export function npm(folder, args, env = {}) {
  const { status } = spawnSync('npm', args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', args[0] === 'ls' ? 'ignore' : 'inherit', 'inherit'],
  });
  if (status !== 0) {
    throw new Error(`npm ${args.join(' ')}`);
  }
}
