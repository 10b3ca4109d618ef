import {
  type ArgumentsHost,
  type CallHandler,
  Catch,
  ClassSerializerInterceptor,
  type ExceptionFilter,
  type ExecutionContext,
  HttpException,
  type INestApplication,
  Injectable,
  type NestInterceptor,
  ValidationPipe,
} from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE, HttpAdapterHost, Reflector } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { catchError, delay, map, mergeMap, type Observable, of, retry, tap, throwError } from 'rxjs';
import { bearing, REPORTS } from '../session-endpoints/support.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Answer, Client } from '../support/client.js';
import { PASSWORD } from './host.js';
import { startOAuthHost } from './oauth-host.js';

@Injectable()
class EnvelopeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { statusCode } = context.switchToHttp().getResponse<{ statusCode: number }>();
    return next.handle().pipe(map((data: unknown) => ({ statusCode, data })));
  }
}

/** Interceptors that change a response, as those of applications do. */
const INTERCEPTORS: Readonly<Record<string, (answer: Observable<unknown>) => Observable<unknown>>> = {
  'wraps it': (answer) => answer.pipe(map((data) => ({ success: true, data }))),
  'wraps it later': (answer) =>
    answer.pipe(
      mergeMap((data) => Promise.resolve({ data })),
      delay(1),
    ),
  'turns it into text': (answer) => answer.pipe(map((data) => JSON.stringify({ data }))),
  'drops it': (answer) => answer.pipe(map(() => undefined)),
  'turns it into null': (answer) => answer.pipe(map(() => null)),
  'turns it into a list': (answer) => answer.pipe(map((data) => [data])),
  'adds a member': (answer) => answer.pipe(map((data) => ({ ...(data as object), requestId: 1 }))),
  'renames members': (answer) =>
    answer.pipe(
      map((data) => Object.fromEntries(Object.entries(data ?? {}).map(([name, value]) => [`x_${name}`, value]))),
    ),
};

const ERROR_INTERCEPTORS: Readonly<Record<string, (answer: Observable<unknown>) => Observable<unknown>>> = {
  'maps errors': (answer) => answer.pipe(catchError(() => throwError(() => new HttpException('Bad gateway', 502)))),
  'wraps errors': (answer) => answer.pipe(catchError((error: Error) => of({ success: false, message: error.message }))),
  'tries again': (answer) => answer.pipe(retry(1)),
};

@Catch()
class EnvelopeFilter implements ExceptionFilter {
  constructor(private readonly http: HttpAdapterHost) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    this.http.httpAdapter.reply(host.switchToHttp().getResponse(), { success: false }, status);
  }
}

describe.each(ADAPTERS)('an application with global interceptors, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;

  afterEach(() => app.close());

  async function start(
    providers: NonNullable<Parameters<typeof startOAuthHost>[1]>['metadata'],
    configure?: (app: INestApplication) => void,
  ): Promise<void> {
    const auth = { issuer: 'https://hr.example.com' };
    ({ app, client } = await startOAuthHost(adapter, { auth, metadata: providers, configure }));
  }

  const using = (change: (answer: Observable<unknown>) => Observable<unknown>) => (host: INestApplication) =>
    void host.useGlobalInterceptors({ intercept: (_context, next) => change(next.handle()) });

  function expectJson(answer: Answer, status: number, names: readonly string[]): void {
    expect([answer.status, Object.keys(answer.body).toSorted()]).toEqual([status, names.toSorted()]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  }

  /** Checks the successful and failed responses of all OAuth endpoints. */
  async function expectStandardForms(): Promise<void> {
    const signedIn = await client.signIn('alice', PASSWORD);
    expectJson(signedIn, 200, ['access_token', 'expires_in', 'refresh_token', 'token_type']);
    expect(signedIn.headers.get('cache-control')).toBe('no-store');
    const token = String(signedIn.body['access_token']);
    const introspected = await client.postForm('/introspect', { token, ...REPORTS });
    expect(introspected.body).toMatchObject({ active: true, username: 'alice', token_type: 'bearer' });
    expect((await client.postForm('/introspect', { token: 'x', ...REPORTS })).text).toBe('{"active":false}');
    const revoked = await client.postForm('/revoke', { token });
    expect([revoked.status, revoked.text, revoked.headers.get('content-type')]).toEqual([200, '', null]);
    expectJson(await client.get('/.well-known/jwks.json'), 200, ['keys']);
    const metadata = await client.get('/.well-known/oauth-authorization-server');
    expect([metadata.status, metadata.body['issuer']]).toEqual([200, 'https://hr.example.com']);
    await expectStandardErrors();
  }

  async function expectStandardErrors(): Promise<void> {
    const names = ['detail', 'error', 'error_description'];
    const wrong = await client.signIn('alice', 'wrong');
    expectJson(wrong, 401, names);
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expectJson(await client.signIn('gone', PASSWORD), 400, names);
    expectJson(await client.postForm('/token', { grant_type: 'x' }), 400, names);
    expectJson(await client.postForm('/introspect', { token: 'x' }), 401, names);
    expectJson(await client.postForm('/revoke', {}), 400, names);
  }

  it('responds to OAuth clients as in RFC 6749, and wraps responses of its resources', async () => {
    await start({ providers: [{ provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor }] });
    await expectStandardForms();
    const { body } = await client.signIn('alice', PASSWORD);
    const sessions = await client.get('/me/sessions', bearing(String(body['access_token'])));
    expect(sessions.body).toMatchObject({ statusCode: 200, data: { sessions: [{ current: true }] } });
  });

  it.each(Object.entries(INTERCEPTORS))(
    'responds to OAuth clients in the same form if an interceptor %s',
    async (_what, change) => {
      await start({}, using(change));
      await expectStandardForms();
    },
  );

  it.each(Object.entries(ERROR_INTERCEPTORS))(
    'responds with errors in the same form if an interceptor %s',
    async (_what, change) => {
      await start({}, using(change));
      await expectStandardForms();
    },
  );

  it('responds in the same form with a global filter, pipe and serializer', async () => {
    await start({
      providers: [
        { provide: APP_FILTER, useClass: EnvelopeFilter },
        {
          provide: APP_PIPE,
          useValue: new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
        },
        {
          provide: APP_INTERCEPTOR,
          inject: [Reflector],
          useFactory: (reflector: Reflector) => new ClassSerializerInterceptor(reflector),
        },
        { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
      ],
    });
    await expectStandardForms();
    expect((await client.get('/nowhere')).body).toEqual({ success: false });
  });

  it('responds in the same form if the adapter wraps every body', async () => {
    await start({}, (host) => {
      if (adapter === 'fastify') {
        const fastify = host.getHttpAdapter().getInstance() as FastifyInstance;
        fastify.addHook('preSerialization', (_request, _reply, data, done) => done(null, { data }));
        return;
      }
      host.use((_request: unknown, response: { json(body: unknown): unknown }, next: () => void) => {
        const json = response.json.bind(response);
        response.json = (data) => json({ data });
        next();
      });
    });
    const signedIn = await client.signIn('alice', PASSWORD);
    expectJson(signedIn, 200, ['access_token', 'expires_in', 'refresh_token', 'token_type']);
  });

  it('passes responses to interceptors that only read, and lets them set headers', async () => {
    const seen: unknown[] = [];
    await start({}, (host) => {
      host.useGlobalInterceptors({
        intercept: (context, next) =>
          next.handle().pipe(
            tap((answer) => {
              seen.push(answer);
              host.getHttpAdapter().setHeader(context.switchToHttp().getResponse(), 'Server-Timing', 'app;dur=1');
            }),
          ),
      });
    });
    const { body, headers } = await client.signIn('alice', PASSWORD);
    expect(headers.get('server-timing')).toBe('app;dur=1');
    expect(seen).toEqual([body]);
  });

  it('sends the error of an interceptor that fails after a sign-in, without a token', async () => {
    await start(
      { providers: [{ provide: APP_FILTER, useClass: EnvelopeFilter }] },
      using((answer) =>
        answer.pipe(
          map(() => {
            throw new HttpException('Not today', 409);
          }),
        ),
      ),
    );
    const answer = await client.signIn('alice', PASSWORD);
    expect([answer.status, answer.body]).toEqual([409, { success: false }]);
  });
});
