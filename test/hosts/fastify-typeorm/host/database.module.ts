import { TypeOrmModule } from '@nestjs/typeorm';

export const database = TypeOrmModule.forRoot({
  type: 'postgres',
  url: process.env['DATABASE_URL'],
  autoLoadEntities: true,
  synchronize: true,
});
