import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, type INestApplication, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity, DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { Authenticated, Public, Scopes } from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { createHost } from '../embedding/host.js';
import { LIBRARY, LIBRARY_WITHOUT_GLOBAL_GUARDS, securityIn } from './library.js';

@Controller('loans')
class LoansController {
  @Get()
  @ApiBearerAuth()
  @Authenticated()
  list() {
    return [];
  }

  @Post()
  @ApiSecurity('terminal')
  @Authenticated()
  @Scopes('books:write')
  lend() {
    return {};
  }

  @Post('returned')
  @Public()
  @ApiSecurity('terminal')
  @UseGuards(
    class TerminalGuard {
      canActivate = () => true;
    },
  )
  takeBack() {
    return {};
  }
}

const OWN_SCHEMES = () =>
  new DocumentBuilder().addBearerAuth().addApiKey({ type: 'apiKey', name: 'X-Key' }, 'terminal');

describe('the security requirements of a document', () => {
  let selective: INestApplication;
  let guarded: INestApplication;

  beforeAll(async () => {
    guarded = await createHost('fastify', { ...LIBRARY, controllers: [...LIBRARY.controllers!, LoansController] });
    selective = await createHost('fastify', LIBRARY_WITHOUT_GLOBAL_GUARDS);
  });
  afterAll(() => Promise.all([guarded.close(), selective.close()]));

  it('add an API key of the whole document to every route that is not public', () => {
    const document = createSecuredDocument(guarded, OWN_SCHEMES().addSecurityRequirements('terminal').build());
    expect(securityIn(document)).toMatchObject({
      'GET /books': [],
      'POST /token': [],
      'GET /books/lent': [{}, { terminal: [], OAuth2PasswordBearer: [] }],
      'GET /books/mine': [{ terminal: [], OAuth2PasswordBearer: [] }],
      'POST /books': [{ terminal: [], OAuth2PasswordBearer: ['books:write'] }],
    });
    expect(document.security).toEqual([{ terminal: [] }]);
  });

  it('accept a bearer scheme of the whole document as an alternative to the access token', () => {
    const document = createSecuredDocument(guarded, OWN_SCHEMES().addSecurityRequirements('bearer').build());
    expect(securityIn(document)).toMatchObject({
      'GET /books': [],
      'POST /token': [],
      'GET /books/lent': [{}, { bearer: [] }, { OAuth2PasswordBearer: [] }],
      'GET /books/mine': [{ bearer: [] }, { OAuth2PasswordBearer: [] }],
      'POST /books': [{ bearer: [] }, { OAuth2PasswordBearer: ['books:write'] }],
    });
  });

  it('require both schemes if one requirement names two', () => {
    const config = OWN_SCHEMES().addSecurityRequirements({ terminal: [], bearer: [] }).build();
    expect(securityIn(createSecuredDocument(guarded, config))['GET /books/mine']).toEqual([
      { terminal: [], bearer: [] },
      { terminal: [], OAuth2PasswordBearer: [] },
    ]);
  });

  it.each([[[]], [[{ terminal: [] }]]])('keep the requirements that an operation declares, under %j', (security) => {
    const config: Omit<OpenAPIObject, 'paths'> = { ...OWN_SCHEMES().build(), security };
    expect(securityIn(createSecuredDocument(guarded, config))).toMatchObject({
      'GET /loans': [{ bearer: [] }, { OAuth2PasswordBearer: [] }],
      'POST /loans': [{ terminal: [], OAuth2PasswordBearer: ['books:write'] }],
      'POST /loans/returned': [{ terminal: [] }],
    });
  });

  it('are those of the document for a route without a guard', () => {
    const unguarded = (config: Omit<OpenAPIObject, 'paths'>) => {
      const security = securityIn(createSecuredDocument(selective, config));
      return [security['GET /desk/opening-hours'], security['POST /desk/sign-in']];
    };
    expect(unguarded(OWN_SCHEMES().build())).toEqual([[], []]);
    expect(unguarded(OWN_SCHEMES().addSecurityRequirements('terminal').build())).toEqual([undefined, undefined]);
  });

  it('mention no access token at a sign-in route of the application', () => {
    const { paths } = createSecuredDocument(selective, new DocumentBuilder().build());
    expect(Object.keys(paths['/desk/sign-in']?.post?.responses ?? {})).toEqual(['201']);
  });
});
