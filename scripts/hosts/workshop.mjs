import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from './install.mjs';
import { npm } from './npm.mjs';

/** Prepares each host once, in a folder outside of this checkout. */
export class Workshop {
  #hosts;
  #tarballs;
  /** Promises of the folders, by the name of the host. */
  #ready = new Map();
  /** Folders that are not yet removed, by the name of the host. */
  #folders = new Map();
  #removals = [];

  /**
   * @param hosts the folder of their sources
   * @param tarballs our packages, by name
   */
  constructor(hosts, tarballs) {
    this.#hosts = hosts;
    this.#tarballs = tarballs;
  }

  /**
   * The host whose sources it has (`like`), what it gets of `test` in its folder `shared` (`shares`), and another host that it needs
   * (`issuer`).
   */
  configOf(name) {
    return JSON.parse(readFileSync(join(this.#hosts, name, 'package.json'), 'utf8')).config ?? {};
  }

  /**
   * @returns {Promise<string>} the folder of the host, installed and compiled
   * @throws Error if that fails
   */
  ready(name) {
    if (!this.#ready.has(name)) {
      this.#ready.set(name, this.#make(name));
    }
    return this.#ready.get(name);
  }

  /** Begins to remove the folder of a host. Thousands of small files take minutes on a slow disk, while other hosts compile. */
  discard(name) {
    const folder = this.#folders.get(name);
    if (folder && this.#folders.delete(name)) {
      const removal = rm(folder, { recursive: true, force: true, maxRetries: 3 });
      this.#removals.push(removal.catch(({ message }) => process.stderr.write(`${message}\n`)));
    }
  }

  /** Removes all folders. */
  async close() {
    for (const name of this.#folders.keys()) {
      this.discard(name);
    }
    await Promise.all(this.#removals);
  }

  async #make(name) {
    const folder = mkdtempSync(join(tmpdir(), `portcullis-host-${name}-`));
    this.#folders.set(name, folder);
    for (const source of this.#sourcesOf(name)) {
      cpSync(join(this.#hosts, source), folder, { recursive: true });
      for (const path of this.configOf(source).shares ?? []) {
        cpSync(join(this.#hosts, '..', path), join(folder, 'shared', path), { recursive: true });
      }
    }
    await install(folder, this.#tarballs);
    await npm(folder, ['run', '--silent', '--if-present', 'build'], {
      DOCS_FOLDER: join(this.#hosts, '../../docs'),
      TARBALLS: JSON.stringify(this.#tarballs),
    });
    return folder;
  }

  /** The hosts whose sources it has, its own last. */
  #sourcesOf(name) {
    const { like } = this.configOf(name);
    return like ? [...this.#sourcesOf(like), name] : [name];
  }
}
