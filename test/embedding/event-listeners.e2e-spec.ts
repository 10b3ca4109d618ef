import { type INestApplication, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AuthModule, type DomainEvent, EventListener } from '@portcullis/auth';
import { BY_SERVICE, DomainEvents } from '@portcullis/auth/spi';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';

@Injectable()
class Audit extends EventListener {
  readonly types: string[] = [];

  override notify({ type }: DomainEvent): void {
    this.types.push(type);
  }
}

@Injectable()
class Broken extends EventListener {
  override notify(): void {
    throw new Error('broken');
  }
}

@Injectable()
class BrokenLater extends EventListener {
  override async notify(): Promise<void> {
    throw new Error('broken later');
  }
}

@Injectable()
class WithoutMethods extends EventListener {}

@Module({ providers: [Broken, BrokenLater, WithoutMethods, Audit], exports: [Audit] })
class AuditModule {}

/** Publishes an event while the application starts. */
@Injectable()
class Early implements OnModuleInit {
  constructor(private readonly events: DomainEvents<DomainEvent & { readonly type: 'early' }>) {}

  onModuleInit(): void {
    this.events.publish({ type: 'early', ...BY_SERVICE, subject: null });
  }
}

describe('an EventListener in a module of the application', () => {
  let app: INestApplication | undefined;
  afterEach(() => app?.close());

  const auth = (prefix: string) =>
    AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, tokenEndpoint: `${prefix}/token` });

  it('receives events, also during the start, and also after a listener that fails', async () => {
    const authModule = AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository });
    const host = await startHost('fastify', { imports: [authModule, AuditModule], providers: [Early] });
    ({ app } = host);
    expect((await host.client.postForm('/token', { username: 'alice', password: PASSWORD })).status).toBe(200);
    expect((await host.client.postForm('/token', { username: 'alice', password: 'wrong' })).status).toBe(401);
    expect(app.get(Audit).types).toEqual(['early', 'signed_in', 'sign_in_failed']);
  });

  it('receives the events of several AuthModules', async () => {
    const host = await startHost('fastify', { imports: [auth('staff'), auth('guests'), AuditModule] });
    ({ app } = host);
    await host.client.postForm('/staff/token', { username: 'alice', password: PASSWORD });
    await host.client.postForm('/guests/token', { username: 'alice', password: 'wrong' });
    expect(app.get(Audit).types).toEqual(['signed_in', 'sign_in_failed']);
  });
});
