import { Controller, type ExecutionContext, Get, Injectable, Param } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  allOf,
  anyOf,
  Authorize,
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
import { createSecuredDocument } from '@portcullis/auth/openapi';
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

/** Inherits the handlers, and requires another role. */
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

describe.each(ADAPTERS)('the policy of a route, on %s', (adapter) => {
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
    ['a policy that holds', 'clerk', [], '/reports/not-guests', 200],
    ['the first alternative of a policy', 'admin', [], '/reports/of/7', 200],
    ['the second alternative, an asynchronous predicate', 'owner-7', ['reports:read'], '/reports/of/7', 200],
    ['the role of the class', 'admin', [], '/ledger/class', 200],
    ['the role of the method, which replaces that of the class', 'clerk', [], '/ledger/method', 200],
    ['the role of the class and the scope of the method', 'admin', ['ledger:read'], '/ledger/added', 200],
    ['the role of the subclass', 'branch', [], '/branch-ledger/class', 200],
  ])('passes with %s', async (_what, roles, scopes, path, status) => {
    expect((await host.as(roles, scopes, path)).status).toBe(status);
  });

  it.each([
    ['none of the roles', 'clerk', [], '/reports/all', 'Missing role admin, role auditor'],
    ['one of two scopes', 'x', ['reports:read'], '/reports/exported', 'Missing scope reports:export'],
    ['the scope without the role', 'clerk', ['reports:read'], '/reports/both', 'Missing role admin'],
    ['the role without the scope', 'admin', [], '/reports/both', 'Missing scope reports:read'],
    ['neither', 'clerk', [], '/reports/both', 'Missing role admin, scope reports:read'],
    ['the role of the class when the method has another', 'admin', [], '/ledger/method', 'Missing role clerk'],
    [
      'the scope of the method without the role of the class',
      'clerk',
      ['ledger:read'],
      '/ledger/added',
      'Missing role admin',
    ],
    [
      'the role of the superclass when the class has another',
      'admin',
      [],
      '/branch-ledger/class',
      'Missing role branch',
    ],
  ])('refuses a caller with %s, and names what is missing', async (_what, roles, scopes, path, detail) => {
    const answer = await host.as(roles, scopes, path);
    expect(answer.status).toBe(403);
    const code = detail.startsWith('Missing role') ? 'insufficient_role' : 'insufficient_scope';
    expect(answer.body).toEqual({ type: 'about:blank', title: 'Forbidden', status: 403, code, detail });
    const [, scope] = /scope (\S+)/.exec(detail) ?? [];
    const named = scope === undefined ? '' : `, scope="${scope}"`;
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer realm="portcullis", error="insufficient_scope", error_description="${detail}"${named}`,
    );
  });

  it.each([
    ['another user than the predicate allows', 'owner-8', ['reports:read'], '/reports/only-owner/7'],
    ['a role that the policy excludes', 'guest', [], '/reports/not-guests'],
  ])('refuses a caller with %s, and tells no reason', async (_what, roles, scopes, path) => {
    const answer = await host.as(roles, scopes, path);
    expect(answer.status).toBe(403);
    const denied = { title: 'Forbidden', status: 403, code: 'access_denied', detail: 'Forbidden' };
    expect(answer.body).toEqual({ type: 'about:blank', ...denied });
    expect(answer.headers.get('www-authenticate')).toBeNull();
  });

  it('checks the credential and the activity of the user before the policy', async () => {
    for (const path of ['/reports/all', '/reports/both', '/reports/of/7', '/ledger/class']) {
      expect((await host.client.get(path)).body).toMatchObject({ status: 401, code: 'not_authenticated' });
      expect((await host.as('unknown', [], path)).body).toMatchObject({ status: 401, code: 'invalid_token' });
      expect((await host.as('gone+admin', [], path)).body).toMatchObject({ status: 400, code: 'inactive_user' });
    }
  });

  it('is described in the OpenAPI document, for inherited handlers too', () => {
    const { paths } = createSecuredDocument(host.app, new DocumentBuilder().build());
    const described = (path: string) => {
      const { security, responses = {} } = paths[path]?.get ?? {};
      const forbidden = responses['403'];
      return { security, forbidden: forbidden && 'description' in forbidden ? forbidden.description : undefined };
    };
    const secured = (...scopes: string[][]) => scopes.map((alternative) => ({ OAuth2PasswordBearer: alternative }));
    const requires = (policy: string) => `The route requires ${policy}.`;
    expect(described('/ledger/class')).toEqual({ security: secured([]), forbidden: requires('role admin') });
    expect(described('/branch-ledger/class')).toEqual({ security: secured([]), forbidden: requires('role branch') });
    expect(described('/branch-ledger/added')).toEqual({
      security: secured(['ledger:read']),
      forbidden: requires('role branch and scope ledger:read'),
    });
    expect(described('/reports/of/{id}')).toEqual({
      security: secured([], ['reports:read']),
      forbidden: requires('role admin or (scope reports:read and OwnsReport)'),
    });
    expect(described('/reports/mine')).toEqual({ security: secured([]), forbidden: undefined });
    expect(described('/greeting')).toEqual({ security: [{}, ...secured([])], forbidden: undefined });
    expect(described('/greeting/open')).toEqual({ security: [], forbidden: undefined });
    // A second document is equal, and the internal marks of the first are not in a plain document.
    const plain = SwaggerModule.createDocument(host.app, new DocumentBuilder().build());
    expect(JSON.stringify(plain)).not.toContain('portcullis: ');
    expect(createSecuredDocument(host.app, new DocumentBuilder().build()).paths).toEqual(paths);
  });

  it('responds with 503 if a predicate throws ServiceUnavailableError', async () => {
    const answer = await host.as('x', ['reports:read'], '/reports/of/unreachable');
    expect(answer.status).toBe(503);
  });

  it('accepts callers without a credential under @OptionalAuth(), and checks a token that is sent', async () => {
    expect((await host.client.get('/greeting')).body).toEqual({ user: null, username: null });
    expect((await host.client.get('/greeting', { Authorization: 'Basic eDp5' })).body).toEqual({
      user: null,
      username: null,
    });
    expect((await host.as('clerk', [], '/greeting')).body).toEqual({ user: 'clerk', username: 'clerk' });
    expect((await host.as('unknown', [], '/greeting')).body).toMatchObject({ code: 'invalid_token' });
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
