import { Module } from '@nestjs/common';
import { database } from '../host/database.module.js';
import { EmployeesModule } from '../host/employees.module.js';
import { Reports } from '../host/reports.js';
import { ReportsController } from './reports.controller.js';

@Module({
  imports: [database, EmployeesModule],
  controllers: [ReportsController],
  providers: [Reports],
})
export class AppModule {}
