import { readFile } from 'node:fs/promises';
import { Controller, Get, Module, Post, RequestMethod, Version, VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { AuthModule, GLOBAL_GUARDS, PolicyTable, Public, Roles } from '@portcullis/auth';
import { policyTable } from '../../src/cli/policy-table.js';
import { Client } from '../support/client.js';
import { EmployeeRepository, OPTIONS } from '../embedding/host.js';

describe('the policies of the reference service', () => {
  it('equal the reviewed ones in docs/policies.txt, which `npm run -s policy` prints', async () => {
    expect(await policyTable()).toBe(await readFile('docs/policies.txt', 'utf8'));
  });
});

@Controller(['reports', 'old-reports'])
@Roles('clerk')
class ReportsController {
  @Get()
  list() {
    return {};
  }

  @Version(['1', '2'])
  @Post(':id/notes')
  note() {
    return {};
  }

  @Version(VERSION_NEUTRAL)
  @Get('latest')
  latest() {
    return {};
  }
}

@Public()
@Controller('status')
class StatusController {
  @Get()
  status() {
    return {};
  }
}

@Module({ controllers: [ReportsController] })
class OfficeModule {}

describe('the policy table of an application with a prefix, versions and a module under a path', () => {
  it('has the paths that a client calls', async () => {
    const module = await Test.createTestingModule({
      imports: [
        OfficeModule,
        RouterModule.register([{ path: 'office', module: OfficeModule }]),
        AuthModule.forRoot({
          ...OPTIONS,
          isGlobal: true,
          userRepository: EmployeeRepository,
          tokenEndpoint: 'oauth/token',
        }),
      ],
      controllers: [StatusController],
      providers: [...GLOBAL_GUARDS],
    }).compile();
    const app = module.createNestApplication(new FastifyAdapter());
    app.setGlobalPrefix('api', { exclude: [{ path: 'status', method: RequestMethod.GET }] });
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    await app.listen(0, '127.0.0.1');
    const client = new Client(await app.getUrl());
    const rows = app.get(PolicyTable).rows();
    expect(rows.map(({ route, policy }) => `${route}: ${policy}`)).toEqual([
      'GET /api/office/old-reports/latest: active user and role clerk',
      'GET /api/office/reports/latest: active user and role clerk',
      'GET /api/v1/office/old-reports: active user and role clerk',
      'GET /api/v1/office/reports: active user and role clerk',
      'GET /v1/status: public',
      'POST /api/oauth/token: public',
      'POST /api/v1/office/old-reports/:id/notes: active user and role clerk',
      'POST /api/v1/office/reports/:id/notes: active user and role clerk',
      'POST /api/v2/office/old-reports/:id/notes: active user and role clerk',
      'POST /api/v2/office/reports/:id/notes: active user and role clerk',
    ]);
    for (const { route } of rows) {
      const [method = '', path = ''] = route.split(' ');
      const answer = await client.send(path.replace(':id', '7'), { method });
      expect(`${route} ${answer.status === 404}`).toBe(`${route} false`);
    }
    await app.close();
  });
});
