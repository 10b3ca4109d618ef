import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly recipients: readonly string[];
  /** Headers and body, as they were sent. */
  readonly raw: string;
  readonly isSecure: boolean;
  readonly user: string | undefined;
}

/** A mail server on a free port of this machine. */
export class SmtpTestServer {
  readonly received: ReceivedMail[] = [];
  /** How many connections there were. */
  connections = 0;

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  /**
   * @param options by default without TLS and without a password
   * @param port by default a free one
   */
  static async start(options: SMTPServerOptions = {}, port = 0): Promise<SmtpTestServer> {
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      disableReverseLookup: true,
      closeTimeout: 100,
      onConnect: (_session, callback) => {
        started.connections += 1;
        callback();
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          started.received.push({
            from: (session.envelope.mailFrom as SMTPServerAddress).address,
            recipients: session.envelope.rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks).toString('utf8'),
            isSecure: session.secure,
            user: session.user,
          });
          callback();
        });
      },
      ...options,
    });
    // A client that drops its connection, or refuses the certificate, is no error of the server.
    server.on('error', () => {});
    server.listen(port, '127.0.0.1');
    await once(server.server, 'listening');
    const started = new SmtpTestServer(server, (server.server.address() as AddressInfo).port);
    return started;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}
