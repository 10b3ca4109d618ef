import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from './install.mjs';
import { npm } from './npm.mjs';

/** Where hosts are made ready, each once, in folders from where nothing else of this checkout can be reached. */
export class Workshop {
  #hosts;
  #tarballs;
  /** What is being made, or is ready, by the name of the host. */
  #ready = new Map();
  #folders = [];

  /**
   * @param hosts the folder with their sources
   * @param tarballs our packages, by name
   */
  constructor(hosts, tarballs) {
    this.#hosts = hosts;
    this.#tarballs = tarballs;
  }

  /** What a host says of itself beside what npm reads: whose sources it has (`like`), which other one it needs (`issuer`). */
  configOf(name) {
    return JSON.parse(readFileSync(join(this.#hosts, name, 'package.json'), 'utf8')).config ?? {};
  }

  /**
   * @returns {Promise<string>} the folder of the host, with what it depends on installed, and compiled
   * @throws Error where that fails
   */
  ready(name) {
    if (!this.#ready.has(name)) {
      this.#ready.set(name, this.#make(name));
    }
    return this.#ready.get(name);
  }

  close() {
    for (const folder of this.#folders) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #make(name) {
    const folder = mkdtempSync(join(tmpdir(), `portcullis-host-${name}-`));
    this.#folders.push(folder);
    const { like } = this.configOf(name);
    for (const source of like ? [like, name] : [name]) {
      cpSync(join(this.#hosts, source), folder, { recursive: true });
    }
    await install(folder, this.#tarballs);
    await npm(folder, ['run', '--silent', 'build']);
    return folder;
  }
}
