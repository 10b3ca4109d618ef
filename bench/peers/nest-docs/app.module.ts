import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AppController } from './app.controller.js';
import { jwtConstants } from './constants.js';
import { JwtStrategy } from './jwt.strategy.js';
import { User } from './user.entity.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: process.env['DATABASE_URL'] ?? '', entities: [User] }),
    TypeOrmModule.forFeature([User]),
    PassportModule,
    JwtModule.register({ secret: jwtConstants.secret, signOptions: { expiresIn: '1h' } }),
  ],
  providers: [UsersService, JwtStrategy],
  controllers: [AppController],
})
export class AppModule {}
