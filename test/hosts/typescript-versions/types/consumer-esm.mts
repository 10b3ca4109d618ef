import { Controller, Get, Module } from '@nestjs/common';
import { Authenticated, AuthModule, type AuthenticatedUser, CurrentUser, UserRepository } from '@portcullis/auth';
import { ResourceServerModule } from '@portcullis/auth/resource-server';
import { PasswordPolicy } from '@portcullis/auth/spi';
import { TestAuth } from '@portcullis/testing';

class NoUsers extends UserRepository {
  async findBySubject() {
    return null;
  }

  async findByUsername() {
    return null;
  }
}

@Authenticated()
@Controller('me')
export class MeController {
  @Get()
  me(@CurrentUser() user: AuthenticatedUser): AuthenticatedUser {
    return user;
  }
}

@Module({
  imports: [AuthModule.forRoot({ issuer: 'i', audience: 'a', secret: 's', userRepository: NoUsers })],
  controllers: [MeController],
})
export class AppModule {}

export const rejection: Promise<string | undefined> = new PasswordPolicy().check('x', []).then((found) => found?.code);
export const resourceServer = ResourceServerModule.forRoot({ issuer: 'i', audience: 'a' });
export const kit: typeof TestAuth = TestAuth;
