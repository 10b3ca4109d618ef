import { type CanActivate, Injectable, type Type } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { classOf } from './handlers.js';

/** The guards that the host has bound for the whole application, by `APP_GUARD` or `useGlobalGuards`. */
@Injectable()
export class GlobalGuards {
  constructor(private readonly config: ApplicationConfig) {}

  list(): Type<CanActivate>[] {
    const requestScoped = this.config.getGlobalRequestGuards().map(({ metatype }) => metatype as Type<CanActivate>);
    return [...this.config.getGlobalGuards().map(classOf), ...requestScoped];
  }
}
