import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MailHost, until } from './mail-host.js';
import { MailProcess } from './mail-instance.js';

const EACH = 100;

describe('the mail outbox of several processes', () => {
  let host: MailHost;
  const processes: MailProcess[] = [];

  beforeAll(async () => {
    host = await MailHost.create();
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.kill()));
    await host.reset();
  });
  afterAll(() => host.drop());

  const start = async (behaviour?: 'never-finishes'): Promise<MailProcess> => {
    const process = await MailProcess.start(host.url, behaviour);
    processes.push(process);
    return process;
  };
  const sent = () => processes.flatMap((process) => process.sent);

  it('sends each of 200 mails once', async () => {
    const both = await Promise.all([start(), start()]);
    const names = both.map((_process, index) => Array.from({ length: EACH }, (_, mail) => `user${index}-${mail}`));
    await Promise.all(both.map((process, index) => process.write(index === 0 ? 'put' : 'request', names[index]!)));
    await host.untilEmpty();
    const addresses = names.flat().map((name) => `${name}@example.com`);
    await until(() => sent().length >= addresses.length);
    expect(
      sent()
        .map(({ to }) => to)
        .toSorted(),
    ).toEqual(addresses.toSorted());
    expect(new Set(sent().map(({ id }) => id)).size).toBe(addresses.length);
  });

  it('sends a mail again after its process was killed between sending and deleting it', async () => {
    const first = await start('never-finishes');
    await first.write('put', ['alice']);
    await until(() => first.sent.length === 1);
    await first.kill();
    const second = await start();
    await host.pass('1 hour');
    await host.untilEmpty();
    await until(() => second.sent.length > 0);
    expect(second.sent).toEqual(first.sent);
  });

  it('composes a mail once, so that it has the same secret after such a crash', async () => {
    const killed = await start('never-finishes');
    await killed.write('request', ['alice', 'bob']);
    await until(() => killed.sent.length === 2);
    await killed.kill();
    expect(await host.rows()).toHaveLength(2);
    const next = await start();
    await host.pass('1 hour');
    await host.untilEmpty();
    await until(() => next.sent.length >= 2);
    const byId = (process: MailProcess) => process.sent.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    expect(byId(next)).toEqual(byId(killed));
    expect(new Set(next.sent.map(({ text }) => text)).size).toBe(2);
  });
});
