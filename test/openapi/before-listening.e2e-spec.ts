import { afterEach, describe, expect, it } from '@jest/globals';
import { type INestApplication, VersioningType } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ActiveUserGuard, JwtAuthGuard, PolicyGuard } from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { PolicyTable } from '@portcullis/auth';
import { createHost } from '../embedding/host.js';
import { ADAPTERS } from '../support/adapters.js';
import { Client } from '../support/client.js';
import { LIBRARY, LIBRARY_WITHOUT_GLOBAL_GUARDS, securityIn } from './library.js';

const CONFIG = new DocumentBuilder().build();

describe.each(ADAPTERS)('a document that is made before the application listens, on %s', (adapter) => {
  let app: INestApplication;

  afterEach(() => app.close());

  it('is the same as a document that is made afterwards', async () => {
    app = await createHost(adapter, LIBRARY);
    const before = createSecuredDocument(app, CONFIG);
    await app.listen(0, '127.0.0.1');
    expect(before).toEqual(createSecuredDocument(app, CONFIG));
    expect(securityIn(before)).toEqual({
      'GET /books': [],
      'GET /books/lent': [{}, { OAuth2PasswordBearer: [] }],
      'GET /books/mine': [{ OAuth2PasswordBearer: [] }],
      'POST /books': [{ OAuth2PasswordBearer: ['books:write'] }],
      'POST /token': [],
    });
  });

  it('has the prefix and the versions of the application', async () => {
    app = await createHost(adapter, LIBRARY);
    app.setGlobalPrefix('api');
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    const document = createSecuredDocument(app, CONFIG);
    expect(securityIn(document)['POST /api/v1/books']).toEqual([{ OAuth2PasswordBearer: ['books:write'] }]);
    await app.init();
    expect(createSecuredDocument(app, CONFIG)).toEqual(document);
  });

  it('is secured if the prefix is set later', async () => {
    app = await createHost(adapter, LIBRARY);
    const document = createSecuredDocument(app, CONFIG);
    app.setGlobalPrefix('api');
    await app.init();
    expect(securityIn(document)['GET /books/mine']).toEqual([{ OAuth2PasswordBearer: [] }]);
    expect(securityIn(createSecuredDocument(app, CONFIG))['GET /api/books/mine']).toEqual([
      { OAuth2PasswordBearer: [] },
    ]);
  });

  it.each([
    ['a document', (document: () => OpenAPIObject) => document()],
    ['a function', (document: () => OpenAPIObject) => document],
  ])('is served by SwaggerModule.setup from %s', async (_kind, given) => {
    app = await createHost(adapter, LIBRARY);
    SwaggerModule.setup(
      'docs',
      app,
      given(() => createSecuredDocument(app, CONFIG)),
      {
        jsonDocumentUrl: 'openapi.json',
      },
    );
    await app.listen(0, '127.0.0.1');
    const { body } = await new Client(await app.getUrl()).get('/openapi.json');
    expect(securityIn(body as unknown as OpenAPIObject)['GET /books/mine']).toEqual([{ OAuth2PasswordBearer: [] }]);
  });

  it('stops the start with an error if guards are bound after it', async () => {
    app = await createHost(adapter, LIBRARY_WITHOUT_GLOBAL_GUARDS);
    createSecuredDocument(app, CONFIG);
    app.useGlobalGuards(app.get(JwtAuthGuard), app.get(ActiveUserGuard), app.get(PolicyGuard));
    await expect(app.init()).rejects.toThrow('Call createSecuredDocument() after useGlobalGuards()');
  });

  it('includes guards that are bound before it', async () => {
    app = await createHost(adapter, LIBRARY_WITHOUT_GLOBAL_GUARDS);
    app.useGlobalGuards(app.get(JwtAuthGuard), app.get(ActiveUserGuard), app.get(PolicyGuard));
    const before = securityIn(createSecuredDocument(app, CONFIG));
    expect(before['GET /desk/opening-hours']).toEqual([{ OAuth2PasswordBearer: [] }]);
    expect(app.get(PolicyTable).rows()).toContainEqual(
      expect.objectContaining({ route: 'GET /desk/opening-hours', policy: 'active user' }),
    );
  });
});
