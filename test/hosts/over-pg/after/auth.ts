import { AuthModule } from '@portcullis/auth';
import { databaseKeyRing, WellKnownModule } from '@portcullis/keys';
import { databaseSignInLimiter } from '@portcullis/limits';
import { SessionsModule } from '@portcullis/sessions';
import { PostgresUserRepository, UsersModule } from '@portcullis/users';

export const users = UsersModule.forRoot();

export const auth = AuthModule.forRoot({
  isGlobal: true,
  imports: [users],
  userRepository: { useExisting: PostgresUserRepository },
  issuer: 'https://shop.example.com',
  audience: 'shop',
  secret: process.env['AUTH_SECRET'] ?? '',
  password: { cost: Number(process.env['BCRYPT_COST'] ?? 12) },
  keyRing: databaseKeyRing({ algorithm: 'ES256' }),
  signInLimiter: databaseSignInLimiter(),
});

export const sessions = SessionsModule.forRoot();

export const keys = WellKnownModule.forRoot();
