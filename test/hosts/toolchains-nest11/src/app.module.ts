import { Module } from '@nestjs/common';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { AppUsers } from './app-users';
import { HealthController } from './health.controller';
import { UsersController } from './users.controller';

@Module({
  imports: [
    AuthModule.forRoot({
      issuer: 'https://app.example.com',
      audience: 'app',
      secret: 'a secret of the tests of the toolchains, long enough',
      password: { cost: 4 },
      userRepository: AppUsers,
      isGlobal: true,
    }),
  ],
  controllers: [HealthController, UsersController],
  providers: [...GLOBAL_GUARDS],
})
export class AppModule {}
