import { spawn } from 'node:child_process';

/**
 * @param env further environment variables
 * @returns {Promise<string>} its output
 * @throws Error with its output if npm fails
 */
export async function npm(folder, args, env = {}) {
  const child = spawn('npm', args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => output.push(text));
  }
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (status !== 0) {
    throw new Error(`npm ${args.join(' ')}\n${output.join('')}`);
  }
  return output.join('');
}
