import { Module } from '@nestjs/common';
import { GLOBAL_GUARDS } from '@portcullis/auth';
import { database } from '../host/database.module.js';
import { EmployeesModule } from '../host/employees.module.js';
import { Reports } from '../host/reports.js';
import { auth } from './auth.js';
import { ReportsController } from './reports.controller.js';
import { WroteReport } from './wrote-report.js';

@Module({
  imports: [database, EmployeesModule, auth],
  controllers: [ReportsController],
  providers: [Reports, WroteReport, ...GLOBAL_GUARDS],
})
export class AppModule {}
