import { Injectable, Module } from '@nestjs/common';
import { AccountsModule, accountsMigrations, type Mail, Mailer, MailOutbox } from '@portcullis/accounts';
import { AuthModule } from '@portcullis/auth';
import { AuthDatabaseModule, Database, pgAdapter } from '@portcullis/database';
import { mailService, pool, settings } from './settings.js';

class AppMailer extends Mailer {
  async send({ to, subject, text, html }: Mail) {
    await mailService.send({ to, subject, text, html }); // an error: the mail is sent again later
  }
}

@Injectable()
export class Newsletter {
  constructor(
    private readonly outbox: MailOutbox,
    private readonly database: Database,
  ) {}

  async subscribe(to: string) {
    await this.database.transaction(async (transaction) => {
      await transaction.query('INSERT INTO subscribers (email) VALUES ($1)', [to]);
      const content = { subject: 'Welcome', text: 'Welcome!', html: '<p>Welcome!</p>' };
      await this.outbox.put({ purpose: 'newsletter_welcome', to, content }, transaction); // sent after the commit
    });
  }
}

@Module({
  imports: [
    AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations: accountsMigrations }),
    AuthModule.forRoot(settings),
    AccountsModule.forRoot({ productName: 'Acme', appUrl: 'https://app.example.com', mailer: AppMailer, flows: false }),
  ],
  providers: [Newsletter],
})
export class AppModule {}
