import { Controller, Get, Module } from '@nestjs/common';
import { AuthModule, CurrentUser, GLOBAL_GUARDS } from '@portcullis/auth';
import { UsersModule } from '../host/users.module.js';
import { AppUsers } from './app-users.js';

const settings = { issuer: 'https://hello.example.com', audience: 'hello', secret: process.env['AUTH_SECRET'] ?? '' };
const auth = AuthModule.forRoot({ ...settings, isGlobal: true, imports: [UsersModule], userRepository: AppUsers });

@Controller()
class GreetingController {
  @Get('greeting')
  greeting(@CurrentUser('username') name: string) {
    return { greeting: `Hello, ${name}` };
  }
}

@Module({
  imports: [UsersModule, auth],
  controllers: [GreetingController],
  providers: [...GLOBAL_GUARDS],
})
export class AppModule {}
