// @ts-check
// Better Auth as its documentation shows it: PostgreSQL with a pool of pg, e-mail and password, the bearer plugin, and the handler
// for Node's HTTP server. Its rate limit is off, because all requests come from one address.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { bearer } from 'better-auth/plugins';
import { serializeSignedCookie } from 'better-call';
import pg from 'pg';

const port = Number(process.env['PORT']);
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });

const auth = betterAuth({
  database: pool,
  baseURL: `http://127.0.0.1:${port}`,
  secret: process.env['BETTER_AUTH_SECRET'],
  emailAndPassword: { enabled: true },
  plugins: [bearer()],
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
});

const handler = toNodeHandler(auth);

createServer((request, response) => {
  if (request.url === '/tokens') {
    issueTokens().then(
      (tokens) => response.end(JSON.stringify(tokens)),
      (error) => response.writeHead(500).end(String(error)),
    );
    return;
  }
  if (request.url === '/ready') {
    response.end();
    return;
  }
  void handler(request, response);
}).listen(port, '127.0.0.1');

/** Inserts 10,000 users by SQL, and creates 1,000 sessions with the library's own adapter, signed as after a sign-in. */
async function issueTokens() {
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  await pool.query(`INSERT INTO "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
    SELECT 'user' || n, 'user' || n, 'user' || n || '@example.com', true, now(), now() FROM generate_series(1, 10000) n`);
  const { internalAdapter, secret } = await auth.$context;
  const tokens = [];
  for (let n = 10; n <= 10_000; n += 10) {
    const { token } = await internalAdapter.createSession(`user${n}`);
    tokens.push({ id: `user${n}`, token: (await serializeSignedCookie('', token, secret)).replace('=', '') });
  }
  await pool.query('VACUUM ANALYZE');
  return tokens;
}
