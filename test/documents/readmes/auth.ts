import { Controller, Delete, Get, Module } from '@nestjs/common';
import { type AuthenticatedUser, AuthModule, CurrentUser, GLOBAL_GUARDS, Public, Roles } from '@portcullis/auth';
import { AppUsers } from './app-users.js';

@Controller('reports')
class ReportsController {
  @Get()
  mine(@CurrentUser() user: AuthenticatedUser) {
    return { reportsOf: user.username }; // called only for active users with a valid token
  }

  @Roles('admin')
  @Delete(':id')
  remove() {} // only for administrators

  @Public()
  @Get('summary')
  summary() {} // for everyone
}

@Module({
  imports: [
    AuthModule.forRoot({
      isGlobal: true,
      userRepository: AppUsers, // extends UserRepository: findBySubject(id) and findByUsername(name) read your users
      issuer: 'https://hr.example.com',
      audience: 'hr',
      secret: process.env['AUTH_SECRET'] ?? '',
    }),
  ],
  controllers: [ReportsController],
  providers: [...GLOBAL_GUARDS],
})
export class AppModule {}
