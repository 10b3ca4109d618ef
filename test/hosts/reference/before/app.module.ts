import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { database } from './database.js';
import { RootController } from './root.controller.js';

@Module({
  imports: [TypeOrmModule.forRoot(database)],
  controllers: [RootController],
})
export class AppModule {}
