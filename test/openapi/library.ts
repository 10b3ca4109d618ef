import { Controller, Get, type ModuleMetadata, Post, UseGuards } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import {
  AuthModule,
  Authenticated,
  GLOBAL_GUARDS,
  LocalAuthGuard,
  OptionalAuth,
  Public,
  Scopes,
} from '@portcullis/auth';
import { EmployeeRepository, OPTIONS } from '../embedding/host.js';

@Controller('books')
class BooksController {
  @Get()
  @Public()
  list() {
    return [];
  }

  @Get('lent')
  @OptionalAuth()
  lent() {
    return [];
  }

  @Get('mine')
  @Authenticated()
  mine() {
    return [];
  }

  @Post()
  @Authenticated()
  @Scopes('books:write')
  add() {
    return {};
  }
}

@Controller('desk')
class DeskController {
  @Post('sign-in')
  @UseGuards(LocalAuthGuard)
  signIn() {
    return {};
  }

  @Get('opening-hours')
  openingHours() {
    return {};
  }
}

const auth = AuthModule.forRoot({
  ...OPTIONS,
  isGlobal: true,
  userRepository: EmployeeRepository,
  scopes: { 'books:write': 'Add books' },
});

/** An application with public, optional and guarded routes. The guards apply to every route. */
export const LIBRARY: ModuleMetadata = {
  imports: [auth],
  controllers: [BooksController],
  providers: [...GLOBAL_GUARDS],
};

/** The same application, but its guards apply only to the routes that name them. */
export const LIBRARY_WITHOUT_GLOBAL_GUARDS: ModuleMetadata = {
  imports: [auth],
  controllers: [BooksController, DeskController],
};

/** The security requirements of each operation, by method and path. */
export function securityIn({ paths }: OpenAPIObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations as Record<string, { readonly security?: unknown }>).map(([verb, { security }]) => [
        `${verb.toUpperCase()} ${path}`,
        security,
      ]),
    ),
  );
}
