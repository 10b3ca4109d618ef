import { Module } from '@nestjs/common';
import { AuthModule as PortcullisModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { SessionsModule } from '@portcullis/sessions';
import { GoogleController } from './google.controller.js';
import { LoginController } from './login.controller.js';
import { LoginResolver } from './login.resolver.js';
import { MemberRepository } from './member.repository.js';
import { MembersModule } from './members.module.js';
import { RegistrationController } from './registration.controller.js';
import { sessionStore, settings } from './settings.js';

@Module({
  imports: [
    MembersModule,
    PortcullisModule.forRoot({
      ...settings,
      isGlobal: true,
      imports: [MembersModule],
      userRepository: MemberRepository,
      tokenEndpoint: 'auth/token',
    }),
    SessionsModule.forRoot({ store: sessionStore }),
  ],
  controllers: [LoginController, RegistrationController, GoogleController],
  providers: [LoginResolver, ...GLOBAL_GUARDS],
})
export class AuthModule {}
