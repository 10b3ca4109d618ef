import { Controller, type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  Field,
  GraphQLModule,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Authenticated,
  AuthenticatedGateway,
  CurrentUser,
  GLOBAL_GUARDS,
  Public,
  Roles,
  Scopes,
} from '@portcullis/auth';
import { startPolicyHost } from './host.js';

@ObjectType()
class Employee {
  @Field(() => String)
  name!: string;
}

@Resolver(() => Employee)
class EmployeeResolver {
  @Query(() => Employee)
  @Roles('clerk')
  employee(@CurrentUser('username') name: string) {
    return { name };
  }

  @Query(() => String, { name: 'motto' })
  @Public()
  readMotto() {
    return 'open';
  }

  @Mutation(() => String)
  @Scopes('employees:write')
  hire() {
    return 'hired';
  }

  @Subscription(() => String)
  hired() {
    return [];
  }

  @ResolveField(() => String)
  initials() {
    return 'x';
  }
}

@Resolver(() => Employee)
class SalaryResolver {
  @ResolveField(() => Number)
  @Roles('admin')
  salary() {
    return 1;
  }
}

@Resolver(() => Employee)
@Roles('admin')
class ClassGuardedResolver {
  @ResolveField(() => Number)
  bonus() {
    return 1;
  }
}

@AuthenticatedGateway()
@WebSocketGateway({ namespace: '/chat' })
class ChatGateway {
  @SubscribeMessage('say')
  @Roles('member')
  say() {}

  @SubscribeMessage('ping')
  @Public()
  ping() {}
}

@WebSocketGateway({ namespace: '/news' })
class OpenGateway {
  @SubscribeMessage('read')
  read() {}
}

@Controller()
@Authenticated()
class ItemsController {
  @MessagePattern({ command: 'find', of: 'items' })
  @Scopes('items:read')
  find() {}

  @EventPattern(['item.sold', 'item.lost'])
  gone() {}
}

@Controller()
class UnguardedItemsController {
  @MessagePattern('find')
  find() {}
}

@Controller()
class UnenforcedItemsController {
  @MessagePattern('find')
  @Roles('clerk')
  find() {}
}

describe('entry points other than HTTP routes', () => {
  let app: INestApplication | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  async function start(providers: Type[], controllers: Type[] = [], imports: DynamicModule[] = []) {
    const host = await startPolicyHost({ imports, controllers, providers: [...GLOBAL_GUARDS, ...providers] });
    ({ app } = host);
    return host;
  }

  it('are in the policy table with their policies', async () => {
    const { table } = await start([EmployeeResolver, ChatGateway], [ItemsController], [graphql()]);
    expect(String(table).split('\n')).toEqual([
      'graphql    Mutation hire                    active user and scope employees:write  EmployeeResolver.hire',
      'graphql    Query employee                   active user and role clerk             EmployeeResolver.employee',
      'graphql    Query motto                      public                                 EmployeeResolver.readMotto',
      'graphql    Subscription hired               active user                            EmployeeResolver.hired',
      'http       POST /token                      public                                 TokenController.token',
      'message    item.lost                        active user                            ItemsController.gone',
      'message    item.sold                        active user                            ItemsController.gone',
      'message    {"command":"find","of":"items"}  active user and scope items:read       ItemsController.find',
      'websocket  /chat ping                       public                                 ChatGateway.ping',
      'websocket  /chat say                        active user and role member            ChatGateway.say',
      '',
    ]);
  });

  it('stop the application at start if a field has a policy and GraphQL runs no guards for fields', async () => {
    for (const resolver of [SalaryResolver, ClassGuardedResolver]) {
      const starting = start([EmployeeResolver, resolver], [], [graphql()]);
      await expect(starting).rejects.toThrow(/requires something that no guard would check: GraphQL runs no guards/);
    }
  });

  it('include fields with a policy if GraphQL runs guards for fields', async () => {
    const { table } = await start(
      [EmployeeResolver, SalaryResolver],
      [],
      [graphql({ fieldResolverEnhancers: ['guards'] })],
    );
    expect(table.rows()).toContainEqual({
      transport: 'graphql',
      route: 'Field salary',
      policy: 'active user and role admin',
      handler: 'SalaryResolver.salary',
    });
  });

  it('stop the application at start if they are unguarded and GLOBAL_GUARDS are bound', async () => {
    await expect(start([OpenGateway])).rejects.toThrow(/OpenGateway\.read \(\/news read\) is not guarded/);
    await expect(start([], [UnguardedItemsController])).rejects.toThrow(
      /UnguardedItemsController\.find \(find\) is not/,
    );
  });

  it('stop the application at start if no guard checks their role', async () => {
    await expect(start([], [UnenforcedItemsController])).rejects.toThrow(/find \(find\) requires roles/);
  });
});

function graphql(options: Partial<ApolloDriverConfig> = {}): DynamicModule {
  return GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, ...options });
}
