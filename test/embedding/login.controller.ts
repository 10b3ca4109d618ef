import { Body, Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import {
  type AuthenticatedUser,
  CurrentExchange,
  CurrentUser,
  LocalAuthGuard,
  type RawExchange,
  SignInService,
} from '@portcullis/auth';
import {
  AccessDeniedError,
  Grant,
  type GrantResult,
  LocalStrategy,
  type Login,
  type TokenGrant,
} from '@portcullis/auth/spi';
import passport from 'passport';
import type { Answer, Client } from '../support/client.js';
import { EmployeeRepository, PASSWORD } from './host.js';

@Grant('urn:example:badge')
export class BadgeGrant implements TokenGrant {
  constructor(private readonly employees: EmployeeRepository) {}

  async authenticate(): Promise<GrantResult> {
    const user = await this.employees.findBySubject('7f1c');
    return { user: user!, authentication: { methods: ['hwk'], at: 0 } };
  }
}

/** Every way in which an application signs users in, beside the token endpoint. */
@Controller()
export class LoginController {
  constructor(
    private readonly signIn: SignInService,
    private readonly strategy: LocalStrategy,
  ) {}

  @Post('login')
  @HttpCode(200)
  login(@Body() body: Login, @CurrentExchange() exchange: RawExchange) {
    return this.signIn.byPassword(body, exchange);
  }

  @Post('known')
  @HttpCode(200)
  known(@CurrentExchange() exchange: RawExchange) {
    const alice = { id: '7f1c', username: 'alice', isActive: true };
    return this.signIn.ofUser(alice, { methods: ['otp'] }, exchange);
  }

  @Post('session')
  @HttpCode(200)
  @UseGuards(LocalAuthGuard)
  session(@CurrentUser('username') username: string) {
    return { username };
  }

  /** Calls Passport itself, as an application with Passport may do. */
  @Post('passport')
  @HttpCode(200)
  async passport(@Req() request: object) {
    return new Promise((resolve, reject) => {
      const settle = (error: unknown, user?: AuthenticatedUser) => {
        if (error instanceof AccessDeniedError) {
          resolve({ refused: error.code });
        } else if (error) {
          reject(error);
        } else {
          resolve({ username: user?.username });
        }
      };
      const options = { session: false };
      (passport.authenticate(this.strategy.name, options, settle) as (...args: unknown[]) => void)(request, {}, reject);
    });
  }
}

/** Signs alice in, in each way. */
export function waysToSignIn(
  client: () => Client,
): Record<'byGrant' | 'byBadge' | 'byRoute' | 'byOwnProof' | 'byGuard' | 'byPassport', () => Promise<Answer>> {
  const credentials = { username: 'alice', password: PASSWORD };
  return {
    byGrant: () => client().postForm('/token', credentials),
    byBadge: () => client().postForm('/token', { grant_type: 'urn:example:badge' }),
    byRoute: () => client().postJson('/login', credentials),
    byOwnProof: () => client().postJson('/known', {}),
    byGuard: () => client().postJson('/session', credentials),
    byPassport: () => client().postJson('/passport', credentials),
  };
}
