import { Controller, type ExecutionContext, Get, Injectable, Param } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  allOf,
  anyOf,
  Authorize,
  createSecuredDocument,
  CurrentUser,
  GLOBAL_GUARDS,
  hasRole,
  hasScope,
  isActive,
  not,
  OptionalAuth,
  passes,
  type PolicyPredicate,
  type Principal,
  Public,
  Roles,
  Scopes,
  ServiceUnavailableError,
} from '@portcullis/auth';
import { ADAPTERS } from '../support/adapters.js';
import type { Employee } from '../embedding/host.js';
import { type PolicyHost, startPolicyHost } from './host.js';

@Injectable()
class Reports {
  async ownerOf(id: string): Promise<string> {
    if (id === 'unreachable') {
      throw new ServiceUnavailableError();
    }
    return `owner-${id}`;
  }
}

@Injectable()
class OwnsReport implements PolicyPredicate {
  constructor(private readonly reports: Reports) {}

  async allows({ user }: Principal, context: ExecutionContext): Promise<boolean> {
    const { params } = context.switchToHttp().getRequest<{ params: { id: string } }>();
    return String(user.id) === (await this.reports.ownerOf(params.id));
  }
}

@Controller('reports')
class ReportsController {
  @Get('mine')
  mine(@CurrentUser('username') username: string) {
    return { username };
  }

  @Get('all')
  @Roles('admin', 'auditor')
  all() {
    return { ok: true };
  }

  @Get('exported')
  @Scopes('reports:read', 'reports:export')
  exported() {
    return { ok: true };
  }

  @Get('both')
  @Roles('admin')
  @Scopes('reports:read')
  both() {
    return { ok: true };
  }

  @Get('not-guests')
  @Authorize(allOf(isActive(), not(hasRole('guest'))))
  notGuests() {
    return { ok: true };
  }

  @Get('of/:id')
  @Authorize(anyOf(hasRole('admin'), allOf(hasScope('reports:read'), passes(OwnsReport))))
  one(@Param('id') id: string) {
    return { id };
  }

  @Get('only-owner/:id')
  @Authorize(passes(OwnsReport))
  onlyOwner(@Param('id') id: string) {
    return { id };
  }
}

@Controller('ledger')
@Roles('admin')
class LedgerController {
  @Get('class')
  byClass() {
    return { ok: true };
  }

  @Get('method')
  @Roles('clerk')
  byMethod() {
    return { ok: true };
  }

  @Get('added')
  @Scopes('ledger:read')
  added() {
    return { ok: true };
  }
}

/** Inherits the handlers, and asks for something else. */
@Controller('branch-ledger')
@Roles('branch')
class BranchLedgerController extends LedgerController {}

@Controller('greeting')
class GreetingController {
  @Get()
  @OptionalAuth()
  greeting(@CurrentUser() user: Employee | null, @CurrentUser('username') username: string | null) {
    return { user: user?.username ?? null, username };
  }

  @Get('open')
  @Public()
  open() {
    return { ok: true };
  }
}

describe.each(ADAPTERS)('what a route asks, on %s', (adapter) => {
  let host: PolicyHost;

  beforeAll(async () => {
    host = await startPolicyHost(
      {
        controllers: [ReportsController, LedgerController, BranchLedgerController, GreetingController],
        providers: [...GLOBAL_GUARDS, Reports, OwnsReport],
      },
      {},
      adapter,
    );
  });
  afterAll(() => host.app.close());

  it.each([
    ['a user, by default', 'clerk', [], '/reports/mine', 200],
    ['one of the roles', 'auditor', [], '/reports/all', 200],
    ['all of the scopes', 'x', ['reports:read', 'reports:export'], '/reports/exported', 200],
    ['role and scope', 'admin', ['reports:read'], '/reports/both', 200],
    ['what a policy says', 'clerk', [], '/reports/not-guests', 200],
    ['one alternative', 'admin', [], '/reports/of/7', 200],
    ['the other, which has to be asked', 'owner-7', ['reports:read'], '/reports/of/7', 200],
    ['the role of the class', 'admin', [], '/ledger/class', 200],
    ['the role of the method in the place of the class', 'clerk', [], '/ledger/method', 200],
    ['the role of the class and the scope of the method', 'admin', ['ledger:read'], '/ledger/added', 200],
    ['the role of the subclass', 'branch', [], '/branch-ledger/class', 200],
  ])('lets pass %s', async (_what, roles, scopes, path, status) => {
    expect((await host.as(roles, scopes, path)).status).toBe(status);
  });

  it.each([
    [
      'no role of those',
      'clerk',
      [],
      '/reports/all',
      'insufficient_role',
      'Missing role admin, role auditor',
      undefined,
    ],
    [
      'a scope too few',
      'x',
      ['reports:read'],
      '/reports/exported',
      'insufficient_scope',
      'Missing scope reports:export',
      'reports:export',
    ],
    [
      'the scope alone',
      'clerk',
      ['reports:read'],
      '/reports/both',
      'insufficient_role',
      'Missing role admin',
      undefined,
    ],
    [
      'the role alone',
      'admin',
      [],
      '/reports/both',
      'insufficient_scope',
      'Missing scope reports:read',
      'reports:read',
    ],
    [
      'neither',
      'clerk',
      [],
      '/reports/both',
      'insufficient_role',
      'Missing role admin, scope reports:read',
      'reports:read',
    ],
    [
      'the role of the class in the place of the method',
      'admin',
      [],
      '/ledger/method',
      'insufficient_role',
      'Missing role clerk',
      undefined,
    ],
    [
      'the scope without the role of the class',
      'clerk',
      ['ledger:read'],
      '/ledger/added',
      'insufficient_role',
      'Missing role admin',
      undefined,
    ],
    [
      'the role of the class that it comes from',
      'admin',
      [],
      '/branch-ledger/class',
      'insufficient_role',
      'Missing role branch',
      undefined,
    ],
  ])('turns away %s, and says what is missing', async (_what, roles, scopes, path, code, detail, scope) => {
    const answer = await host.as(roles, scopes, path);
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({ type: 'about:blank', title: 'Forbidden', status: 403, code, detail });
    const named = scope === undefined ? '' : `, scope="${scope}"`;
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer realm="portcullis", error="insufficient_scope", error_description="${detail}"${named}`,
    );
  });

  it.each([
    ['somebody else', 'owner-8', ['reports:read'], '/reports/only-owner/7'],
    ['somebody whom a "not" is about', 'guest', [], '/reports/not-guests'],
  ])('turns away %s, and says no more than that', async (_what, roles, scopes, path) => {
    const answer = await host.as(roles, scopes, path);
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      code: 'access_denied',
      detail: 'Forbidden',
    });
    expect(answer.headers.get('www-authenticate')).toBeNull();
  });

  it('asks for the user before anything else', async () => {
    for (const path of ['/reports/all', '/reports/both', '/reports/of/7', '/ledger/class']) {
      expect((await host.client.get(path)).body).toMatchObject({ status: 401, code: 'not_authenticated' });
      expect((await host.as('nobody', [], path)).body).toMatchObject({ status: 401, code: 'invalid_token' });
      expect((await host.as('gone+admin', [], path)).body).toMatchObject({ status: 400, code: 'inactive_user' });
    }
  });

  it('says in the OpenAPI document what each asks, where a subclass inherits the handler too', () => {
    const { paths } = createSecuredDocument(host.app, new DocumentBuilder().build());
    const told = (path: string) => {
      const { security, responses = {} } = paths[path]?.get ?? {};
      const forbidden = responses['403'];
      return { security, forbidden: forbidden && 'description' in forbidden ? forbidden.description : undefined };
    };
    const secured = (...scopes: string[][]) => scopes.map((alternative) => ({ OAuth2PasswordBearer: alternative }));
    const asks = (policy: string) => `Not everybody may: asks for ${policy}.`;
    expect(told('/ledger/class')).toEqual({ security: secured([]), forbidden: asks('role admin') });
    expect(told('/branch-ledger/class')).toEqual({ security: secured([]), forbidden: asks('role branch') });
    expect(told('/branch-ledger/added')).toEqual({
      security: secured(['ledger:read']),
      forbidden: asks('role branch and scope ledger:read'),
    });
    expect(told('/reports/of/{id}')).toEqual({
      security: secured([], ['reports:read']),
      forbidden: asks('role admin or (scope reports:read and OwnsReport)'),
    });
    expect(told('/reports/mine')).toEqual({ security: secured([]), forbidden: undefined });
    expect(told('/greeting')).toEqual({ security: [{}, ...secured([])], forbidden: undefined });
    expect(told('/greeting/open')).toEqual({ security: undefined, forbidden: undefined });
    // Made again, it is the same, and the marks that it was made with are in no other document.
    const plain = SwaggerModule.createDocument(host.app, new DocumentBuilder().build());
    expect(JSON.stringify(plain)).not.toContain('portcullis: ');
    expect(createSecuredDocument(host.app, new DocumentBuilder().build()).paths).toEqual(paths);
  });

  it('takes a predicate that can not find out for an outage, not for a no', async () => {
    const answer = await host.as('x', ['reports:read'], '/reports/of/unreachable');
    expect(answer.status).toBe(503);
  });

  it('greets strangers where authentication is optional, and checks whatever token is shown', async () => {
    expect((await host.client.get('/greeting')).body).toEqual({ user: null, username: null });
    expect((await host.client.get('/greeting', { Authorization: 'Basic eDp5' })).body).toEqual({
      user: null,
      username: null,
    });
    expect((await host.as('clerk', [], '/greeting')).body).toEqual({ user: 'clerk', username: 'clerk' });
    expect((await host.as('nobody', [], '/greeting')).body).toMatchObject({ code: 'invalid_token' });
    expect((await host.as('gone', [], '/greeting')).body).toMatchObject({ code: 'inactive_user' });
    const forged = await host.client.get('/greeting', { Authorization: 'Bearer forged' });
    expect({ status: forged.status, code: forged.body.code }).toEqual({ status: 401, code: 'invalid_token' });
    const malformed = await host.client.get('/greeting', { Authorization: 'Bearer' });
    expect({ status: malformed.status, code: malformed.body.code }).toEqual({
      status: 400,
      code: 'malformed_authorization',
    });
  });
});
