import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { EntryPoint, EntryPointTransport } from './entry-point.js';
import { type ClassMethod, guardsOn, methodsOf } from './handlers.js';
import { metadataOf, NestMetadata } from '../../transport/nest-metadata.js';

/**
 * Lists every message that a gateway or a microservice handles. Global guards do not count: for a gateway they run only in some
 * versions of Nest, and for a microservice of a hybrid application only with `inheritAppConfig`.
 */
@Injectable()
export class Messages {
  constructor(private readonly discovery: DiscoveryService) {}

  list(): EntryPoint[] {
    const gateways = this.discovery
      .getProviders()
      .filter(({ metatype }) => metatype && metadataOf(NestMetadata.gateway, metatype) === true);
    return [
      ...gateways.flatMap(({ metatype }) => methodsOf(metatype as Type).flatMap(gatewayMessage)),
      ...this.discovery.getControllers().flatMap(({ metatype }) => methodsOf(metatype as Type).flatMap(patterns)),
    ];
  }
}

function gatewayMessage(method: ClassMethod): EntryPoint[] {
  if (metadataOf(NestMetadata.gatewayMessage, method.handler) !== true) {
    return [];
  }
  const { namespace = '/' } = metadataOf<{ namespace?: string }>(NestMetadata.gatewayOptions, method.target) ?? {};
  const message = textOf(metadataOf(NestMetadata.message, method.handler));
  return [entryPointAt('websocket', `${namespace} ${message}`, method)];
}

function patterns(method: ClassMethod): EntryPoint[] {
  const pattern = metadataOf<unknown>(NestMetadata.pattern, method.handler);
  if (pattern === undefined || metadataOf(NestMetadata.patternHandler, method.handler) === undefined) {
    return [];
  }
  return [pattern].flat().map((one) => entryPointAt('message', textOf(one), method));
}

function entryPointAt(transport: EntryPointTransport, route: string, method: ClassMethod): EntryPoint {
  return { transport, route, ...method, guards: guardsOn(method), unguardable: null };
}

function textOf(pattern: unknown): string {
  return typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
}
