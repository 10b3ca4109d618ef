// @ts-check
// The floor of all: the first example of Fastify's documentation, with a response as large as that of `GET /me`.
import Fastify from 'fastify';

const fastify = Fastify();
fastify.get('/me', async () => ({
  id: 1,
  username: 'user1',
  email: 'user1@example.com',
  email_verified: false,
  is_active: true,
  roles: [],
}));
await fastify.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
