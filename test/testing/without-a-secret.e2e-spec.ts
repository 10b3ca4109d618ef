import { afterEach, describe, expect, it } from '@jest/globals';
import { type DynamicModule, type INestApplication, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AuthModule, type AuthModuleOptions, GLOBAL_GUARDS } from '@portcullis/auth';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import request from 'supertest';
import { EmployeeRepository, OPTIONS } from '../embedding/host.js';
import { PrincipalController } from './host.js';

const ALICE = { id: '7f1c', username: 'alice', isActive: true };

/** Options of a class, whose members are accessors. */
class HostConfig implements AuthModuleOptions {
  readonly issuer = OPTIONS.issuer;
  readonly audience = OPTIONS.audience;

  get secret(): string {
    return process.env['A_VARIABLE_THAT_IS_NOT_SET'] ?? '';
  }
}

describe('an application without a secret', () => {
  let app: INestApplication | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  it.each<[string, AuthModuleOptions]>([
    ['an empty one', { ...OPTIONS, secret: '' }],
    ['no such option', { issuer: OPTIONS.issuer, audience: OPTIONS.audience } as AuthModuleOptions],
    ['a list of empty ones', { ...OPTIONS, secret: ['', ''] }],
    ['an empty one in a frozen object', Object.freeze({ ...OPTIONS, secret: '' })],
    ['an empty one from a class', new HostConfig()],
  ])('is tested with the kit if it has %s', async (_what, options) => {
    await signIn(fromFactory(options));
  });

  it('is tested with the kit if its options are given at once', async () => {
    const options = { ...OPTIONS, secret: '', isGlobal: true, userRepository: EmployeeRepository };
    await signIn(AuthModule.forRoot(options));
  });

  it('stops at start without the kit', async () => {
    const start = Test.createTestingModule({ imports: [host(fromFactory({ ...OPTIONS, secret: '' }))] }).compile();
    await expect(start).rejects.toThrow('The option secret of AuthModule must be a string of at least 32 bytes');
  });

  it.each(['a short secret', ['a short secret', ''], [OPTIONS.secret, '']])(
    'stops at start with the kit too if the secret is %p',
    async (secret) => {
      const options = { ...OPTIONS, secret } as AuthModuleOptions;
      const start = withTestAuth(Test.createTestingModule({ imports: [host(fromFactory(options))] })).compile();
      await expect(start).rejects.toThrow('The option secret of AuthModule must be');
    },
  );

  it('stops at start if NODE_ENV is production by then', async () => {
    const builder = withTestAuth(
      Test.createTestingModule({ imports: [host(fromFactory({ ...OPTIONS, secret: '' }))] }),
    );
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      await expect(builder.compile()).rejects.toThrow('NODE_ENV is production');
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });

  it('keeps its own secret if it has one', async () => {
    const other = await Test.createTestingModule({ imports: [host(fromFactory(OPTIONS))] }).compile();
    const plain = await other.createNestApplication().init();
    const { headers } = await signIn(fromFactory(OPTIONS));
    await request(plain.getHttpServer()).get('/principal').set(headers).expect(200);
    await other.close();
  });

  function fromFactory(options: AuthModuleOptions): DynamicModule {
    return AuthModule.forRootAsync({ isGlobal: true, userRepository: EmployeeRepository, useFactory: () => options });
  }

  function host(auth: DynamicModule) {
    @Module({ imports: [auth], controllers: [PrincipalController], providers: [...GLOBAL_GUARDS] })
    class HostModule {}
    return HostModule;
  }

  async function signIn(auth: DynamicModule) {
    const module = await withTestAuth(Test.createTestingModule({ imports: [host(auth)] })).compile();
    app = await module.createNestApplication().init();
    const kit = TestAuth.of(app);
    const session = await kit.actingAs(ALICE);
    await request(app.getHttpServer()).get('/principal').set(session.headers).expect(200);
    return session;
  }
});
