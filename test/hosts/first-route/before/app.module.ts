import { Controller, Get, Module } from '@nestjs/common';
import { UsersModule } from '../host/users.module.js';

@Controller()
class GreetingController {
  @Get('greeting')
  greeting() {
    return { greeting: 'Hello' };
  }
}

@Module({
  imports: [UsersModule],
  controllers: [GreetingController],
})
export class AppModule {}
