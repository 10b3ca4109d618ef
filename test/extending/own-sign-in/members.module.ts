import { Module } from '@nestjs/common';
import { Members } from './members.js';

@Module({ providers: [Members], exports: [Members] })
export class MembersModule {}
