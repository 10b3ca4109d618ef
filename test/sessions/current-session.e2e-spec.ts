import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Controller, Get, type INestApplication } from '@nestjs/common';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthModule, GLOBAL_GUARDS, OptionalAuth, Public } from '@portcullis/auth';
import { AccessTokenService } from '@portcullis/auth/spi';
import {
  CurrentSession,
  MemorySessionStore,
  type RequestSession,
  Sessions,
  SessionsModule,
} from '@portcullis/sessions';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from '../embedding/host.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Client } from '../support/client.js';

@Controller()
class SessionController {
  @Get('session')
  session(@CurrentSession() session: RequestSession | null) {
    return { session };
  }

  @Get('perhaps')
  @OptionalAuth()
  perhaps(@CurrentSession() session: RequestSession | null) {
    return { session };
  }
}

@Controller()
class OpenController {
  @Get('open')
  @Public()
  open(@CurrentSession() session: RequestSession | null) {
    return { session };
  }
}

@Resolver()
class SessionResolver {
  @Query(() => String, { nullable: true })
  session(@CurrentSession() session: RequestSession | null) {
    return session?.id;
  }
}

describe.each(ADAPTERS)('@CurrentSession(), on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;

  beforeAll(async () => {
    ({ app, client } = await startHost(adapter, {
      imports: [
        AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository }),
        SessionsModule.forRoot({ store: MemorySessionStore }),
        GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, graphiql: false }),
      ],
      controllers: [SessionController],
      providers: [SessionResolver, ...GLOBAL_GUARDS],
    }));
  });
  afterAll(() => app.close());

  const bearer = (token: unknown) => ({ Authorization: `Bearer ${token as string}` });

  it('is the session of the access token, on every transport', async () => {
    const { body } = await client.signIn('alice', PASSWORD);
    const headers = bearer(body['access_token']);
    const { session } = (await client.get('/session', headers)).body as { session: RequestSession };
    expect(session).toEqual({
      id: expect.any(String),
      userId: '7f1c',
      authentication: { methods: ['pwd'], at: expect.any(Number) },
    });
    expect((await client.get('/perhaps', headers)).body).toEqual({ session });
    const answer = await client.postJson('/graphql', { query: '{ session }' }, headers);
    expect(answer.body).toEqual({ data: { session: session.id } });
    const { sessions } = await app.get(Sessions).listOf('7f1c');
    expect(sessions.map(({ id }) => id)).toEqual([session.id]);
  });

  it('is null for a token without a session, and for a request without a token', async () => {
    const { accessToken } = app.get(AccessTokenService).issue({ subject: '7f1c', scope: [] });
    expect((await client.get('/session', bearer(accessToken))).body).toEqual({ session: null });
    expect((await client.get('/perhaps')).body).toEqual({ session: null });
  });

  it('stops the start on a route that authenticates no caller', async () => {
    const start = startHost(adapter, {
      imports: [AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository })],
      controllers: [OpenController],
      providers: [...GLOBAL_GUARDS],
    });
    await expect(start).rejects.toThrow('takes @CurrentSession(), but authenticates no caller');
  });
});
