import { Injectable, Module } from '@nestjs/common';
import { AuthModule } from '@portcullis/auth';
import { AuthDatabaseModule, Database, pgAdapter } from '@portcullis/database';
import { OneTimeSecrets, OneTimeSecretsModule, oneTimeSecretsMigrations } from '@portcullis/one-time-secrets';
import { pool, settings } from './settings.js';

@Injectable()
export class PasswordReset {
  constructor(
    private readonly secrets: OneTimeSecrets,
    private readonly database: Database,
  ) {}

  async request(user: { id: number; email: string }) {
    const purpose = { purpose: 'password_reset', subject: String(user.id), boundTo: user.email };
    return this.secrets.issue({ ...purpose, lifetimeSeconds: 3600, code: {} }); // { token, code }, for the e-mail
  }

  async confirm(email: string, code: string) {
    const presented = await this.secrets.verify({ purpose: 'password_reset', boundTo: email, code });
    await this.database.transaction(async (transaction) => {
      const { subject } = await this.secrets.consume(presented, transaction);
      await transaction.query('UPDATE users SET … WHERE id = $1', [subject]); // what the secret permits
    });
  }
}

@Module({
  imports: [
    AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations: oneTimeSecretsMigrations }),
    AuthModule.forRoot(settings),
    OneTimeSecretsModule.forRoot(),
  ],
  providers: [PasswordReset],
})
export class AppModule {}
