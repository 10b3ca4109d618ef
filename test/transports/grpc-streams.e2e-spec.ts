import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import {
  type ClientDuplexStream,
  type ClientReadableStream,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServerDuplexStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { Controller } from '@nestjs/common';
import { GrpcMethod, GrpcStreamCall, GrpcStreamMethod, Transport } from '@nestjs/microservices';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Authenticated, PolicyTable } from '@portcullis/auth';
import { fromEvent, last, map, merge, type Observable } from 'rxjs';
import { SocketWatch } from '../../libs/auth/src/authentication/socket/socket-watch.js';
import { until } from '../attacks/support/until.js';
import { freePort } from '../support/free-port.js';
import { Host } from './support/host.js';

const PROTO = join(import.meta.dirname, 'support/news.proto');

interface Word {
  readonly text: string;
}

/** Each `say` event is sent over every open call. */
const ticker = new EventEmitter();
const ticks = () => fromEvent(ticker, 'say').pipe(map((text) => ({ text: String(text) })));

@Controller()
@Authenticated()
class NewsController {
  @GrpcMethod('News', 'Listen')
  listen() {
    return ticks();
  }

  @GrpcStreamMethod('News', 'Talk')
  talk(words: Observable<Word>) {
    return merge(words, ticks());
  }

  @GrpcStreamMethod('News', 'Collect')
  collect(words: Observable<Word>) {
    return words.pipe(last(null, { text: 'nothing' }));
  }

  @GrpcStreamCall('News', 'Call')
  call(call: ServerDuplexStream<Word, Word>) {
    const subscription = ticks().subscribe((word) => call.write(word));
    call.once('cancelled', () => subscription.unsubscribe());
  }
}

type Stream = ClientReadableStream<Word> | ClientDuplexStream<Word, Word>;

interface News {
  Listen(word: Word, metadata: Metadata): ClientReadableStream<Word>;
  Talk(metadata: Metadata): ClientDuplexStream<Word, Word>;
  Call(metadata: Metadata): ClientDuplexStream<Word, Word>;
  Collect(
    metadata: Metadata,
    callback: (error: ServiceError | null, word?: Word) => void,
  ): ClientDuplexStream<Word, Word>;
  close(): void;
}

const STREAMS = ['Listen', 'Talk', 'Call'] as const;

describe('streams over gRPC', () => {
  let host: Host;
  let news: News;
  let watch: SocketWatch;
  const opened: Stream[] = [];

  beforeAll(async () => {
    host = new Host();
    const url = `127.0.0.1:${await freePort()}`;
    await host.start({ imports: [host.authModule()], controllers: [NewsController] }, async (app) => {
      app.connectMicroservice({ transport: Transport.GRPC, options: { url, package: 'news', protoPath: PROTO } });
      await app.startAllMicroservices();
    });
    const { news: services } = loadPackageDefinition(loadSync(PROTO)) as unknown as {
      news: { News: new (address: string, security: unknown) => News };
    };
    news = new services.News(url, credentials.createInsecure());
    watch = host.app.get(SocketWatch);
  });
  afterEach(async () => {
    opened.splice(0).forEach((stream) => stream.cancel());
    host.users.put('bob');
    await until(() => watch.size === 0 && ticker.listenerCount('say') === 0);
    expect(host.logged).toEqual([]);
  });
  afterAll(async () => {
    news.close();
    await host.app.close();
  });

  function metadataOf(token?: string): Metadata {
    const metadata = new Metadata();
    if (token !== undefined) {
      metadata.set('authorization', `Bearer ${token}`);
    }
    return metadata;
  }

  function open(method: (typeof STREAMS)[number], token?: string) {
    const metadata = metadataOf(token);
    const stream: Stream = method === 'Listen' ? news.Listen({ text: '' }, metadata) : news[method](metadata);
    opened.push(stream);
    const heard: string[] = [];
    stream.on('data', ({ text }: Word) => heard.push(text));
    const status = new Promise((resolve) => {
      stream.once('error', ({ code, details }: ServiceError) => resolve({ code, details }));
      stream.once('end', () => resolve('ended'));
    });
    return { stream, heard, status };
  }

  async function listening(method: (typeof STREAMS)[number], token: string) {
    const before = ticker.listenerCount('say');
    const call = open(method, token);
    await until(() => ticker.listenerCount('say') > before);
    return call;
  }

  it('are in the policy table, for every kind of call', () => {
    const rows = host.app
      .get(PolicyTable)
      .rows()
      .filter(({ transport }) => transport === 'message');
    expect(rows.map(({ policy, handler }) => `${handler}: ${policy}`).toSorted()).toEqual([
      'NewsController.call: active user',
      'NewsController.collect: active user',
      'NewsController.listen: active user',
      'NewsController.talk: active user',
    ]);
  });

  describe.each(STREAMS)('%s', (method) => {
    it('refuses a caller without a token, without an unhandled rejection', async () => {
      expect(await open(method).status).toEqual({ code: 16, details: 'not_authenticated: Not authenticated' });
      expect(await open(method, 'x').status).toMatchObject({ code: 16 });
    });

    it('ends when its user is deactivated, and streams of other users stay open', async () => {
      const alice = await listening(method, host.tokenOf('alice'));
      const bob = await listening(method, host.tokenOf('bob'));
      host.users.deactivate('bob');
      expect(await bob.status).toEqual({ code: 3, details: 'inactive_user: Inactive user' });
      await until(() => ticker.listenerCount('say') === 1);
      ticker.emit('say', 'hello');
      await until(() => alice.heard.length === 1);
      expect(bob.heard).toEqual([]);
    });

    it('ends when the token expires', async () => {
      const call = await listening(method, host.tokenOf('bob'));
      host.clock.travel(1801);
      expect(await call.status).toEqual({ code: 16, details: 'invalid_token: Could not validate credentials' });
    });

    it('is no longer watched after the client has left', async () => {
      const call = await listening(method, host.tokenOf('bob'));
      expect(watch.size).toBe(1);
      call.stream.cancel();
      await until(() => watch.size === 0);
    });
  });

  it('end if only the client sends a stream', async () => {
    const status = new Promise((resolve) => {
      const stream = news.Collect(metadataOf(host.tokenOf('bob')), (error, word) =>
        resolve(error ? { code: error.code, details: error.details } : word),
      );
      opened.push(stream);
      stream.write({ text: 'one' });
    });
    await until(() => watch.size === 1);
    host.users.deactivate('bob');
    expect(await status).toEqual({ code: 3, details: 'inactive_user: Inactive user' });
  });

  it('stay open while the token is valid', async () => {
    const { stream, heard } = await listening('Talk', host.tokenOf('bob'));
    const { lookUps } = host.users;
    (stream as ClientDuplexStream<Word, Word>).write({ text: 'mine' });
    await until(() => heard.includes('mine') && host.users.lookUps > lookUps + 1);
  });
});
