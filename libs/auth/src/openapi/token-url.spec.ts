import { describe, expect, it } from '@jest/globals';
import { tokenUrlBelow } from './token-url.js';

describe('the token URL', () => {
  it.each([
    [undefined, '/api/token', '/api/token'],
    [[], '/token', '/token'],
    [[{ url: '/' }], '/token', '/token'],
    [[{ url: '.' }], '/token', './token'],
    [[{ url: './' }], '/token', './token'],
    [[{ url: '/shop/' }], '/api/token', '/shop/api/token'],
    [[{ url: 'https://api.example.com' }], '/token', 'https://api.example.com/token'],
    [[{ url: 'https://api.example.com/auth' }], '/token', 'https://api.example.com/auth/token'],
    [
      [{ url: 'https://{region}.example.com/v1', variables: { region: { default: 'eu' } } }],
      '/token',
      'https://eu.example.com/v1/token',
    ],
    [[{ url: 'https://live.example.com/v1' }, { url: 'https://test.example.com/v1' }], '/token', '/v1/token'],
    [[{ url: 'https://live.example.com' }, { url: 'https://test.example.com' }], '/token', '/token'],
  ])('for the servers %j and the path %s is %s', (servers, path, url) => {
    expect(tokenUrlBelow(servers, path)).toBe(url);
  });
});
