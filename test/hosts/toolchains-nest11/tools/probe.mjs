// `node tools/probe.mjs <file>`: starts a built application, and uses it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const PASSWORD = 'correct horse battery staple';
const child = spawn(process.execPath, [process.argv[2]], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  await use(await urlOf(child));
} finally {
  child.kill();
}

async function use(url) {
  const post = (path, body, type) =>
    fetch(url + path, { method: 'POST', body: body.toString(), headers: { 'content-type': type } });
  const register = (password) => post('/register', JSON.stringify({ username: 'alice', password }), 'application/json');
  const me = (token) => fetch(`${url}/me`, { headers: token ? { authorization: `Bearer ${token}` } : {} });

  assert.equal((await fetch(`${url}/health`)).status, 200, '@Public()');
  assert.equal((await me()).status, 401, 'without a token');
  assert.equal((await me('forged')).status, 401, 'with a forged token');
  assert.equal((await register('password1')).status, 422, 'a common password');
  assert.equal((await register(PASSWORD)).status, 201, 'a good password');
  const form = new URLSearchParams({ username: 'alice', password: PASSWORD });
  const signedIn = await post('/token', form, 'application/x-www-form-urlencoded');
  assert.equal(signedIn.status, 200, 'sign-in');
  const { access_token: token } = await signedIn.json();
  const mine = await me(token);
  assert.equal((await mine.json()).username, 'alice');
  const [header, payload, signature] = token.split('.');
  const tampered = [header, payload, signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))].join('.');
  assert.equal((await me(tampered)).status, 401, 'with another signature');
  const admin = await fetch(`${url}/admin`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(admin.status, 403, '@Roles()');
}

async function urlOf({ stdout }) {
  const [line] = await once(createInterface(stdout), 'line', { signal: AbortSignal.timeout(20_000) });
  return line;
}
