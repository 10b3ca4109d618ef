import { Injectable, UnauthorizedException } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { jwtConstants } from './constants.js';
import { UsersService } from './users.service.js';

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(private usersService: UsersService) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      ignoreExpiration: false,
      secretOrKey: jwtConstants.secret,
    });
  }

  // The documentation: "we could do a database lookup in our validate() method to extract more information about the user".
  async validate(payload: { sub: number; username: string }) {
    const user = await this.usersService.findOne(payload.sub);
    if (!user?.isActive) {
      throw new UnauthorizedException();
    }
    return { id: user.id, username: user.username, email: user.email, is_active: user.isActive };
  }
}
