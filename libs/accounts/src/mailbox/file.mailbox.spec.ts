import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '@portcullis/auth';
import { UnsendableMailError } from '../mail/unsendable-mail.error.js';
import { FileMailbox } from './file.mailbox.js';

const CONTENT = { to: 'alice@example.com', subject: 'Hello', text: 'Text – 你好', html: '<p>HTML</p>' };

class CountingClock extends Clock {
  #now = 1_000;

  now(): number {
    return (this.#now += 1);
  }
}

describe('FileMailbox', () => {
  let parent: string;
  let folder: string;
  let mailbox: FileMailbox;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'portcullis-mailbox-'));
    folder = join(parent, 'data/mails');
    mailbox = new FileMailbox({ folder, limit: 3, clock: new CountingClock() });
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  const ids = async () => (await mailbox.list()).map(({ id }) => id);

  it('is empty without its folder', async () => {
    expect(await mailbox.list()).toEqual([]);
    await mailbox.clear();
  });

  it('keeps a mail whole, the newest first', async () => {
    await mailbox.send({ id: 'a', ...CONTENT });
    await mailbox.send({ id: 'b', ...CONTENT });
    expect(await mailbox.list()).toEqual([
      { id: 'b', ...CONTENT, receivedAt: 1_002 },
      { id: 'a', ...CONTENT, receivedAt: 1_001 },
    ]);
  });

  it('lets no other user of the machine read it', async () => {
    await mailbox.send({ id: 'a', ...CONTENT });
    const [name] = await readdir(folder);
    expect((await stat(join(folder, name!))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('keeps the newest mails only', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      await mailbox.send({ id, ...CONTENT });
    }
    expect(await ids()).toEqual(['e', 'd', 'c']);
    expect(await readdir(folder)).toHaveLength(3);
  });

  it('keeps a mail once that arrives twice', async () => {
    await mailbox.send({ id: 'a', ...CONTENT });
    await mailbox.send({ id: 'b', ...CONTENT });
    await mailbox.send({ id: 'a', ...CONTENT });
    expect(await ids()).toEqual(['a', 'b']);
  });

  it('takes mails at once', async () => {
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => mailbox.send({ id, ...CONTENT })));
    await mailbox.send({ id: 'g', ...CONTENT });
    expect((await ids()).length).toBe(3);
    expect((await ids())[0]).toBe('g');
  });

  it('forgets all mails', async () => {
    await mailbox.send({ id: 'a', ...CONTENT });
    await mailbox.clear();
    expect(await mailbox.list()).toEqual([]);
  });

  it.each(['../a', 'a/b', '..', ''])('writes nothing outside of its folder: %p', async (id) => {
    await expect(mailbox.send({ id, ...CONTENT })).rejects.toThrow(UnsendableMailError);
    expect(await readdir(parent)).toEqual([]);
  });

  it('can be emptied by hand', async () => {
    await mailbox.send({ id: 'a', ...CONTENT });
    await rm(folder, { recursive: true });
    await mailbox.send({ id: 'b', ...CONTENT });
    expect(await ids()).toEqual(['b']);
  });
});
