import { spawn } from 'node:child_process';

/**
 * @param env beside that of this process
 * @returns {Promise<string>} what it has said
 * @throws Error where npm is not content, with all of that
 */
export async function npm(folder, args, env = {}) {
  const child = spawn('npm', args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => said.push(text));
  }
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (status !== 0) {
    throw new Error(`npm ${args.join(' ')}\n${said.join('')}`);
  }
  return said.join('');
}
