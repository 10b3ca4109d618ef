import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

export function documentOf(app: INestApplication) {
  const config = new DocumentBuilder().setTitle('Reports').build();
  return SwaggerModule.createDocument(app, config);
}
