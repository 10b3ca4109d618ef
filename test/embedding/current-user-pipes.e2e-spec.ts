import {
  Controller,
  DefaultValuePipe,
  Get,
  type INestApplication,
  Injectable,
  ParseIntPipe,
  type PipeTransform,
} from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AuthModule, type AuthenticatedUser, CurrentUser, GLOBAL_GUARDS, OptionalAuth, Public } from '@portcullis/auth';
import { AccessTokenService } from '@portcullis/auth/spi';
import { ADAPTERS } from '../support/adapters.js';
import { type Employee, EmployeeRepository, OPTIONS, startHost } from './host.js';

@Injectable()
class NumberedRepository extends EmployeeRepository {
  override readonly employees: Employee[] = [{ id: '42', username: 'alice', isActive: true, department: 'research' }];
}

@Injectable()
class BadgePipe implements PipeTransform<AuthenticatedUser, string> {
  transform({ id, username }: AuthenticatedUser): string {
    return `${username}#${id}`;
  }
}

@Injectable()
class DoublePipe implements PipeTransform<number, number> {
  transform(value: number): number {
    return value * 2;
  }
}

@Controller()
class BadgeController {
  @Get('member')
  member(@CurrentUser('id', ParseIntPipe) id: number, @CurrentUser('username') username: string) {
    return { id, username };
  }

  @Get('several')
  several(@CurrentUser('id', new ParseIntPipe(), DoublePipe) doubled: number) {
    return { doubled };
  }

  @Get('whole')
  whole(@CurrentUser(BadgePipe) byClass: string, @CurrentUser(new BadgePipe()) byInstance: string) {
    return { byClass, byInstance };
  }

  @Get('own')
  own(@CurrentUser<Employee>('department', new DefaultValuePipe('none')) department: string) {
    return { department };
  }

  @Get('refused')
  refused(@CurrentUser('username', ParseIntPipe) _username: number) {
    return {};
  }

  @Get('optional')
  @OptionalAuth()
  optional(@CurrentUser('username', new DefaultValuePipe('anonymous')) username: string) {
    return { username };
  }
}

@Controller()
class OpenController {
  @Public()
  @Get('open')
  open(@CurrentUser('id', ParseIntPipe) id: number) {
    return { id };
  }
}

describe.each(ADAPTERS)('@CurrentUser() with pipes, on %s', (adapter) => {
  let app: INestApplication | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  function start(controller: typeof BadgeController | typeof OpenController) {
    return startHost(adapter, {
      imports: [AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: NumberedRepository })],
      controllers: [controller],
      providers: [...GLOBAL_GUARDS],
    });
  }

  it('transforms the user or one member with pipe classes and instances, from left to right', async () => {
    const host = await start(BadgeController);
    ({ app } = host);
    const { accessToken } = app.get(AccessTokenService).issue({ subject: '42', scope: [] });
    const headers = { Authorization: `Bearer ${accessToken}` };
    const answers = new Map<string, unknown>();
    for (const path of ['/member', '/several', '/whole', '/own', '/optional']) {
      answers.set(path, (await host.client.get(path, headers)).body);
    }
    expect(Object.fromEntries(answers)).toEqual({
      '/member': { id: 42, username: 'alice' },
      '/several': { doubled: 84 },
      '/whole': { byClass: 'alice#42', byInstance: 'alice#42' },
      '/own': { department: 'research' },
      '/optional': { username: 'alice' },
    });
    expect((await host.client.get('/refused', headers)).status).toBe(400);
    expect((await host.client.get('/optional')).body).toEqual({ username: 'anonymous' });
  });

  it('stops the application at start on a route without authentication', async () => {
    await expect(start(OpenController)).rejects.toThrow(/OpenController\.open .*takes @CurrentUser\(\)/);
  });
});
