import { describe, expect, it } from '@jest/globals';
import { settingsWarnings } from './settings.js';

describe('a variable that is set and not read', () => {
  it.each([
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['CORS_ALLOWED_ORIGINS', 'CORS_ORIGINS'],
    ['CORS_HEADER', 'CORS_HEADERS'],
    ['AUTH_SECRET', 'AUTH_JWT_SECRET'],
    ['AUTH_KEY_FILES', 'AUTH_JWT_KEY_FILES'],
    ['AUTH_JWT_SECRETS', 'AUTH_JWT_SECRET'],
    ['JWT_SECRET', 'AUTH_JWT_SECRET'],
    ['PORTCULLIS_AUTH_JWT_SECRET', 'AUTH_JWT_SECRET'],
    ['auth_jwt_secret', 'AUTH_JWT_SECRET'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['AUTH_ISUSER', 'AUTH_ISSUER'],
    ['AUTH_ACCES_TOKEN_TLL', 'AUTH_ACCESS_TOKEN_TTL'],
    ['METRIC_PORT', 'METRICS_PORT'],
    ['TRUST_PROXIES', undefined],
    ['TRUSTPROXY', 'TRUST_PROXY'],
    ['PROT', 'PORT'],
    ['LOGLEVEL', 'LOG_LEVEL'],
  ])('%s is reported as %s', (name, meant) => {
    expect(settingsWarnings({ [name]: 'x' })).toEqual(
      meant === undefined ? [] : [`${name} is not read: did you mean ${meant}?`],
    );
  });

  it.each(
    'PATH HOME HOSTNAME USER LOGNAME LANG TERM SHELL PWD CI NODE_OPTIONS NODE_PATH AUTH_TOKEN GITHUB_TOKEN PGPASSWORD PGUSER '
      .concat(
        'POSTGRES_PASSWORD REDIS_HOST DATABASE_NAME METRICS_SERVICE_HOST METRICS_SERVICE_PORT METRICS_PORT_9090_TCP_ADDR KUBERNETES_PORT',
      )
      .split(' '),
  )('%s belongs to another program', (name) => {
    expect(settingsWarnings({ [name]: 'tcp://10.0.0.1:9090' })).toEqual([]);
  });

  it('is not a variable that the service reads, and not empty', () => {
    expect(settingsWarnings({ CORS_ORIGINS: 'https://a.example.com', PORT: '1', CORS_ORIGIN: '' })).toEqual([]);
  });

  it('is reported without its value', () => {
    expect(settingsWarnings({ AUTH_JWT_SECRETS: 'canary', METRICS_PORT: 'tcp://canary:1' }).join()).not.toMatch(
      /canary/,
    );
  });

  it.each(['PORT', 'HOST', 'METRICS_PORT', 'METRICS_HOST'])('%s of a Kubernetes service link is ignored', (name) => {
    for (const value of ['tcp://10.96.12.7:9090', 'udp://10.96.12.7:53', 'tcp://[fd00::1]:9090']) {
      expect(settingsWarnings({ [name]: value })).toEqual([expect.stringMatching(`^${name} is ignored: .*Kubernetes`)]);
    }
  });
});
