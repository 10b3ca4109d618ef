import { Injectable } from '@nestjs/common';
import { type AuthenticatedUser, AuthModule, canonicalName, hasRole, UserRepository } from '@portcullis/auth';
import { type ShopUser, UserStore } from '../host/user.store';
import { UsersModule } from '../host/users.module';

@Injectable()
class ShopUserRepository extends UserRepository {
  constructor(private readonly users: UserStore) {
    super();
  }

  async findBySubject(subject: string) {
    const user = this.users.byKey(subject);
    return user ? authenticated(user) : null;
  }

  async findByUsername(username: string) {
    const user = this.users.byMail(canonicalName(username));
    return user ? { user: authenticated(user), passwordHash: user.secretHash } : null;
  }
}

function authenticated({ key, mail, blocked, groups }: ShopUser): AuthenticatedUser {
  return { id: key, username: mail, isActive: !blocked, roles: groups };
}

export const auth = AuthModule.forRoot({
  isGlobal: true,
  imports: [UsersModule],
  userRepository: ShopUserRepository,
  issuer: 'https://shop.example.com',
  audience: 'shop',
  secret: process.env.AUTH_SECRET ?? '',
  roles: ['clerk'],
  scopes: { 'orders:read': { description: 'Read all orders', grantedTo: hasRole('clerk') } },
});
