import { Module } from '@nestjs/common';
import { AccountsModule, type Mail, Mailer } from '@portcullis/accounts';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { AuthDatabaseModule, pgAdapter } from '@portcullis/database';
import { SessionsModule } from '@portcullis/sessions';
import { PostgresUserRepository, UsersModule } from '@portcullis/users';
import { LostLaptops } from './lost-laptops.js';
import { OrdersOfDeletedUsers } from './open-orders.js';
import { mailService, migrations, pool, settings } from './settings.js';
import { texts } from './texts.js';

const users = UsersModule.forRoot();

class ShopMailer extends Mailer {
  async send(mail: Mail, signal: AbortSignal) {
    await mailService.deliver(mail, signal); // an error: the mail is sent again later
  }
}

const accounts = AccountsModule.forRoot({
  productName: 'Acme Shop',
  appUrl: 'https://shop.example.com', // links lead to /reset-password#token=… and so on
  mailer: ShopMailer,
  imports: [users], // exports Accounts
  texts,
});

@Module({
  imports: [
    AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations }),
    users,
    AuthModule.forRoot({ ...settings, imports: [users], userRepository: { useExisting: PostgresUserRepository } }),
    SessionsModule.forRoot(),
    accounts,
  ],
  providers: [...GLOBAL_GUARDS, LostLaptops, OrdersOfDeletedUsers],
})
export class AppModule {}
