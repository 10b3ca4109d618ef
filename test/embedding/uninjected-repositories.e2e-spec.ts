import { Inject, Injectable, Module, Optional, type Type } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AuthModule, UserRepository } from '@portcullis/auth';
import { OPTIONS, startHost } from './host.js';

@Injectable()
class Store {
  readonly users = new Map<string, never>();
}

@Module({ providers: [Store], exports: [Store] })
class StoreModule {}

abstract class StoredUsers extends UserRepository {
  abstract readonly store?: Store;

  findBySubject(subject: string) {
    return this.store!.users.get(subject);
  }

  findByUsername(username: string) {
    return this.store!.users.get(username);
  }
}

@Injectable()
class Users extends StoredUsers {
  constructor(override readonly store: Store) {
    super();
  }
}

@Injectable()
class UsersOfEsbuild extends StoredUsers {
  constructor(override readonly store: Store) {
    super();
  }
}

class UndecoratedUsers extends StoredUsers {
  constructor(override readonly store: Store) {
    super();
  }
}

@Injectable()
class NamedDependency extends StoredUsers {
  constructor(@Inject(Store) override readonly store: Store) {
    super();
  }
}

@Injectable()
class OptionalDependency extends StoredUsers {
  constructor(@Optional() override readonly store?: Store) {
    super();
  }
}

class DefaultValue extends StoredUsers {
  constructor(override readonly store = new Store()) {
    super();
  }
}

/** Undecorated, with a parameter that it can do without. */
class NeedsNothing extends StoredUsers {
  constructor(override readonly store?: Store) {
    super();
  }

  override findBySubject(subject: string) {
    return this.store?.users.get(subject);
  }
}

// What esbuild and tsx make of a class: its decorators, and no types.
for (const type of [UsersOfEsbuild, NamedDependency, OptionalDependency]) {
  Reflect.deleteMetadata('design:paramtypes', type);
}

describe('a repository that Nest constructs', () => {
  let close: (() => Promise<void>) | undefined;
  afterEach(() => close?.());

  async function start(userRepository: Parameters<typeof AuthModule.forRoot>[0]['userRepository'], more: Type[] = []) {
    const auth = AuthModule.forRoot({ ...OPTIONS, imports: [StoreModule, ...more], userRepository });
    const { app } = await startHost('express', { imports: [auth] });
    close = () => app.close();
    return app.get<StoredUsers>(UserRepository, { strict: false });
  }

  it.each([
    ['UsersOfEsbuild', UsersOfEsbuild],
    ['UndecoratedUsers', UndecoratedUsers],
  ])('stops the start if its dependency was not injected: %s', async (name, users) => {
    close = undefined;
    await expect(start(users)).rejects.toThrow(
      `Nest has passed nothing for parameter 1 of the constructor of ${name}, as it does not know its type: the class needs ` +
        '@Injectable(), and a compiler that emits "emitDecoratorMetadata"',
    );
  });

  it('stops the start too if it is a provider of another module', async () => {
    @Module({ imports: [StoreModule], providers: [UsersOfEsbuild], exports: [UsersOfEsbuild] })
    class UsersModule {}
    close = undefined;
    await expect(start({ useExisting: UsersOfEsbuild }, [UsersModule])).rejects.toThrow(
      'constructor of UsersOfEsbuild',
    );
  });

  it.each([Users, NamedDependency, DefaultValue])('starts if it has its dependency: %p', async (users) => {
    expect((await start(users)).store).toBeInstanceOf(Store);
  });

  it.each([OptionalDependency, NeedsNothing])('starts if it needs none: %p', async (users) => {
    expect((await start(users)).store).toBeUndefined();
  });

  it('starts if a factory or the application has constructed it', async () => {
    const useFactory = (store: Store) => new UsersOfEsbuild(store);
    expect((await start({ inject: [Store], useFactory })).store).toBeInstanceOf(Store);
    await close?.();
    expect((await start({ useValue: new UndecoratedUsers(new Store()) })).store).toBeInstanceOf(Store);
  });

  it('starts if a factory of another module has constructed it', async () => {
    const useFactory = (store: Store) => new UsersOfEsbuild(store);
    @Module({
      imports: [StoreModule],
      providers: [{ provide: UsersOfEsbuild, inject: [Store], useFactory }],
      exports: [UsersOfEsbuild],
    })
    class UsersModule {}
    expect((await start({ useExisting: UsersOfEsbuild }, [UsersModule])).store).toBeInstanceOf(Store);
  });
});
