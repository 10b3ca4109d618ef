import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { INestApplication } from '@nestjs/common';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { AuthenticatedGateway, CurrentUser, Roles } from '@portcullis/auth';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import { io } from 'socket.io-client';
import request from 'supertest';
import { AppModule } from './host.js';

@AuthenticatedGateway()
@WebSocketGateway()
class OfficeGateway {
  @SubscribeMessage('whoami')
  whoami(@CurrentUser('username') username: string) {
    return username;
  }
}

@Resolver()
class OfficeResolver {
  @Query(() => String)
  @Roles('clerk')
  whoami(@CurrentUser('username') username: string) {
    return username;
  }
}

describe('acting as a user', () => {
  let app: INestApplication;
  let auth: TestAuth;

  beforeAll(async () => {
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true });
    const host = { imports: [AppModule, graphql], providers: [OfficeGateway, OfficeResolver] };
    const module = await withTestAuth(Test.createTestingModule(host)).compile();
    app = module.createNestApplication();
    app.useWebSocketAdapter(new IoAdapter(app));
    await app.listen(0, '127.0.0.1');
    auth = TestAuth.of(app);
  });
  afterAll(() => app.close());

  it('works on a socket of socket.io', async () => {
    const { token, user } = await auth.actingAs(auth.createUser());
    const socket = io(await app.getUrl(), { auth: { token }, forceNew: true, transports: ['websocket'] });
    try {
      expect(await socket.timeout(5000).emitWithAck('whoami')).toBe(user.username);
    } finally {
      socket.close();
    }
  });

  it('works in GraphQL', async () => {
    const clerk = await auth.actingAs(auth.createUser({ roles: ['clerk'] }));
    expect(await query(clerk.headers)).toMatchObject({ data: { whoami: clerk.user.username } });
    const visitor = await auth.actingAs(auth.createUser());
    expect(await query(visitor.headers)).toMatchObject({ errors: [{}], data: null });
  });

  async function query(headers: { readonly Authorization: string }): Promise<unknown> {
    const answer = await request(app.getHttpServer()).post('/graphql').set(headers).send({ query: '{ whoami }' });
    return answer.body;
  }
});
