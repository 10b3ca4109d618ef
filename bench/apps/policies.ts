// Two routes with different policies: any active user, or five terms that all hold. The users are in memory, so that only the
// cost of the policy shows.
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
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
import { AccessTokenService } from '@portcullis/auth/spi';

const FIVE_TERMS = allOf(
  isActive(),
  hasRole('staff'),
  anyOf(hasRole('admin'), hasRole('editor')),
  hasScope('reports'),
  not(hasRole('guest')),
);

class InMemoryUsers extends UserRepository {
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
      userRepository: InMemoryUsers,
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
