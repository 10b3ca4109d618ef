import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder } from '@nestjs/swagger';
import { createSecuredDocument } from '@portcullis/auth/openapi';

export function documentOf(app: INestApplication) {
  const config = new DocumentBuilder().setTitle('Reports').build();
  return createSecuredDocument(app, config);
}
