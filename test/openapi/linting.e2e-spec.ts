import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder } from '@nestjs/swagger';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { createHost } from '../embedding/host.js';
import { documentOf } from '../support/openapi.js';
import { startService } from '../support/service.js';
import { LIBRARY } from './library.js';

interface Finding {
  readonly severity: 'error' | 'warn';
  readonly rule: string;
  readonly at: string;
}

describe("Redocly's linter, with its recommended rules", () => {
  it('finds no error in the document of the service, and warns only of four routes without a 4xx response', async () => {
    const service = await startService();
    try {
      const findings = lint(documentOf(service.app));
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(findings.map(({ rule, at }) => `${rule} ${at}`).toSorted()).toEqual(
        ['~1.well-known~1jwks.json', '~1', '~1health~1live', '~1health~1ready'].map(
          (path) => `operation-4xx-response #/paths/${path}/get/responses`,
        ),
      );
    } finally {
      await service.stop();
    }
  });

  it('finds an operation without security requirements', () => {
    const operation = { operationId: 'list', summary: 'List', responses: { 200: { description: 'A list.' } } };
    const findings = lint({ openapi: '3.0.0', info: { title: 'X', version: '1' }, paths: { '/': { get: operation } } });
    expect(findings).toContainEqual(expect.objectContaining({ severity: 'error', rule: 'security-defined' }));
  });

  describe('in the document of an application', () => {
    let app: INestApplication;

    afterEach(() => app.close());

    it('finds no security fault and no unused component', async () => {
      app = await createHost('fastify', LIBRARY);
      const findings = lint(createSecuredDocument(app, new DocumentBuilder().build()));
      const ours = new Set([
        'security-defined',
        'no-unused-components',
        'no-invalid-media-type-examples',
        'operation-operationId',
      ]);
      expect(findings.filter(({ rule }) => ours.has(rule))).toEqual([]);
    });
  });
});

/** Runs in a separate process: Jest can't load the linter on Node 20. */
function lint(document: object): Finding[] {
  const script = `
    import { text } from 'node:stream/consumers';
    import { createConfig, lintFromString } from '@redocly/openapi-core';
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: await text(process.stdin), absoluteRef: '/openapi.json', config });
    console.log(JSON.stringify(problems.map(({ severity, ruleId: rule, location }) =>
      ({ severity, rule, at: location[0].pointer }))));`;
  const options = { input: JSON.stringify(document), encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], options);
  if (stdout === '') {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as Finding[];
}
