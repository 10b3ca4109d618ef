// An instance of an application that sends mails. It tells its parent process of each mail, and puts mails that the parent asks for.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { AccountsModule, MailComposer, Mailer, MailOutbox } from '../../dist/libs/accounts/src/index.js';
import { AuthModule, UserRepository } from '../../dist/libs/auth/src/index.js';
import { NO_REQUEST } from '../../dist/libs/auth/src/spi.js';
import { AuthDatabaseModule, Database, pgAdapter } from '../../dist/libs/database/src/index.js';

const [url, secret, behaviour] = process.argv.slice(2);

class NoUsers extends UserRepository {
  findBySubject = async () => null;
  findByUsername = async () => null;
}

class ReportingMailer extends Mailer {
  send(mail) {
    process.send({ mail });
    // A mail server has taken the mail, and this process is about to be killed.
    return behaviour === 'never-finishes' ? new Promise(() => {}) : Promise.resolve();
  }
}

class SecretComposer extends MailComposer {
  purpose = 'secret';

  async compose({ address }) {
    const text = crypto.randomUUID();
    return { to: address, content: { subject: 'Secret', text, html: `<p>${text}</p>` } };
  }
}

function Root() {}

Module({
  imports: [
    AuthDatabaseModule.forRoot({ adapter: pgAdapter(new pg.Pool({ connectionString: url, max: 10 })) }),
    AuthModule.forRoot({
      isGlobal: true,
      userRepository: NoUsers,
      issuer: 'https://hr.example.com',
      audience: 'hr',
      secret,
    }),
    AccountsModule.forRoot({
      productName: 'Acme',
      appUrl: 'https://app.example.com',
      flows: false,
      mailer: ReportingMailer,
    }),
  ],
  providers: [SecretComposer],
})(Root);

const app = await NestFactory.createApplicationContext(Root, { logger: ['error'] });
const [database, outbox] = [app.get(Database), app.get(MailOutbox)];

const operations = {
  put: (name) =>
    database.transaction((transaction) =>
      outbox.put(
        {
          purpose: 'greeting',
          to: `${name}@example.com`,
          content: { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' },
        },
        transaction,
      ),
    ),
  request: (name) => outbox.request({ purpose: 'secret', address: `${name}@example.com`, origin: NO_REQUEST }),
};

process.on('message', ({ operation, names }) => {
  void (async () => {
    for (const name of names) {
      await operations[operation](name);
    }
    process.send({ done: true });
  })();
});
process.send('ready');
