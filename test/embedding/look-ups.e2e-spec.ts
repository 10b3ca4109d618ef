import { Controller, Get, type INestApplication, Injectable } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type AuthenticatedUser,
  AuthModule,
  BcryptPasswordHasher,
  CurrentUser,
  type DomainEvent,
  GLOBAL_GUARDS,
  UserRepository,
} from '@portcullis/auth';
import { MemorySessionStore, SessionsModule } from '@portcullis/sessions';
import type { Client } from '../support/client.js';
import { OPTIONS, PASSWORD, startHost } from './host.js';

const users: Readonly<Record<string, AuthenticatedUser>> = {
  alice: { id: 'alice', username: 'alice', isActive: true },
};
const passwordHash = await new BcryptPasswordHasher({ cost: 4 }).hash(PASSWORD);

/** Answers at once, and `undefined` for an unknown user. */
@Injectable()
class SynchronousRepository extends UserRepository {
  findBySubject(subject: string) {
    return users[subject];
  }

  findByUsername(name: string) {
    const user = users[name];
    return user && { user, passwordHash };
  }
}

/** Answers with the lazy queries of a query builder, which are no promises. */
@Injectable()
class LazyRepository extends UserRepository {
  findBySubject(subject: string): PromiseLike<AuthenticatedUser | undefined> {
    return lazily(users[subject]);
  }

  findByUsername(name: string) {
    const user = users[name];
    return lazily(user && { user, passwordHash });
  }
}

function lazily<T>(value: T): PromiseLike<T> {
  // oxlint-disable-next-line unicorn/no-thenable -- as query builders have it
  return { then: (resolve, reject) => Promise.resolve(value).then(resolve, reject) };
}

@Controller('me')
class MeController {
  @Get()
  me(@CurrentUser('username') username: string) {
    return { username };
  }
}

describe.each([SynchronousRepository, LazyRepository])('%p', (userRepository) => {
  let app: INestApplication | undefined;
  let client: Client;
  const events: DomainEvent[] = [];
  afterEach(() => app?.close());

  it('finds users for every way in, and knows no other', async () => {
    ({ app, client } = await startHost('express', {
      imports: [
        AuthModule.forRoot({
          ...OPTIONS,
          isGlobal: true,
          userRepository,
          eventPublisher: { useValue: { publish: (event: DomainEvent) => void events.push(event) } },
        }),
        SessionsModule.forRoot({ store: MemorySessionStore }),
      ],
      controllers: [MeController],
      providers: [...GLOBAL_GUARDS],
    }));
    const { body } = await client.signIn('alice', PASSWORD);
    const refreshed = await client.postForm('/token', {
      grant_type: 'refresh_token',
      refresh_token: String(body['refresh_token']),
    });
    const headers = { Authorization: `Bearer ${String(refreshed.body['access_token'])}` };
    expect((await client.get('/me', headers)).body).toEqual({ username: 'alice' });
    expect((await client.signIn('mallory', PASSWORD)).status).toBe(401);
    expect(events.at(-1)).toMatchObject({ type: 'sign_in_failed', subject: null });
  });
});
