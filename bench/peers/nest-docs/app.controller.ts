import { Controller, Get, Request, UseGuards } from '@nestjs/common';
import { JwtAuthGuard } from './jwt-auth.guard.js';

@Controller()
export class AppController {
  @UseGuards(JwtAuthGuard)
  @Get('me')
  getProfile(@Request() req: { user: object }) {
    return req.user;
  }
}
