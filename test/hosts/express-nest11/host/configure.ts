import { type INestApplication, ValidationPipe, VersioningType } from '@nestjs/common';
import { ErrorFilter } from './error.filter';

/** What this application has for every route. */
export function configure(app: INestApplication): void {
  app.setGlobalPrefix('api');
  app.enableVersioning({ type: VersioningType.URI });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  app.useGlobalFilters(new ErrorFilter());
}
