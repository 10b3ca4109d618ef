// Two routes that differ in what they ask: any active user, or five terms of which each holds. The users are in memory, so
// that nothing hides what a policy costs.
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  AccessTokenService,
  allOf,
  anyOf,
  Authenticated,
  type AuthenticatedUser,
  AuthModule,
  Authorize,
  CurrentUser,
  hasRole,
  hasScope,
  isActive,
  not,
  Public,
  UserRepository,
} from '@portcullis/auth';

const FIVE_TERMS = allOf(
  isActive(),
  hasRole('staff'),
  anyOf(hasRole('admin'), hasRole('editor')),
  hasScope('reports'),
  not(hasRole('guest')),
);

class People extends UserRepository {
  findBySubject = async (subject: string): Promise<AuthenticatedUser> => ({
    id: subject,
    username: `user${subject}`,
    isActive: true,
    roles: ['staff', 'editor'],
  });

  findByUsername = async () => null;
}

@Controller()
class RoutesController {
  constructor(private readonly tokens: AccessTokenService) {}

  @Authenticated()
  @Get('authenticated')
  authenticated(@CurrentUser() user: AuthenticatedUser) {
    return user;
  }

  @Authenticated()
  @Authorize(FIVE_TERMS)
  @Get('five-terms')
  fiveTerms(@CurrentUser() user: AuthenticatedUser) {
    return user;
  }

  @Public()
  @Get('tokens')
  issue() {
    return Array.from({ length: 1000 }, (_none, index) => {
      const { accessToken } = this.tokens.issue({ subject: String(index + 1), scope: ['reports'] });
      return { id: String(index + 1), accessToken };
    });
  }
}

@Module({
  imports: [
    AuthModule.forRoot({
      userRepository: People,
      issuer: 'bench',
      audience: 'bench',
      secret: process.env['AUTH_JWT_SECRET'] ?? '',
    }),
  ],
  controllers: [RoutesController],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
