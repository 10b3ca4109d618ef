import { Injectable, RequestMethod, type Type, VersioningType } from '@nestjs/common';
import { ApplicationConfig, DiscoveryService, ModulesContainer } from '@nestjs/core';
import type { EntryPoint } from './entry-point.js';
import { type ClassMethod, guardsOn, methodsOf } from './handlers.js';
import { metadataOf, NestMetadata } from '../../transport/nest-metadata.js';

type Versions = string | symbol | readonly (string | symbol)[];

/** Lists every route of every controller, with the path that a client calls. */
@Injectable()
export class HttpRoutes {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
  ) {}

  list(globalGuards: EntryPoint['guards']): EntryPoint[] {
    return this.discovery.getControllers().flatMap(({ metatype, host }) => {
      const modulePath = this.modulePathOf(host?.metatype);
      return methodsOf(metatype as Type)
        .filter(({ handler }) => metadataOf(NestMetadata.path, handler) !== undefined)
        .flatMap((method) =>
          this.routesOf(method, modulePath).map((route) => entryPointAt(route, method, globalGuards)),
        );
    });
  }

  /** `RouterModule` stores the path under a key with the id of the application. */
  private modulePathOf(module: object | undefined): string {
    const path = module && metadataOf<string>(NestMetadata.modulePath + this.modules.applicationId, module);
    return path ?? '';
  }

  private routesOf({ target, handler }: ClassMethod, modulePath: string): string[] {
    const verb = metadataOf<RequestMethod>(NestMetadata.method, handler) ?? RequestMethod.GET;
    const versions = metadataOf<Versions>(NestMetadata.version, handler) ?? metadataOf(NestMetadata.version, target);
    const paths = pathsOf(target).flatMap((outer) => pathsOf(handler).map((inner) => join(modulePath, outer, inner)));
    return this.versionPaths(versions).flatMap((version) =>
      paths.map((path) => `${RequestMethod[verb]} ${join(this.prefixOf(path, verb), version, path)}`),
    );
  }

  private versionPaths(versions: Versions | undefined): string[] {
    const versioning = this.config.getVersioning();
    const chosen = versions ?? versioning?.defaultVersion;
    if (versioning?.type !== VersioningType.URI || chosen === undefined) {
      return [''];
    }
    const { prefix = 'v' } = versioning;
    // VERSION_NEUTRAL is the only symbol.
    return [chosen]
      .flat()
      .map((version) => (typeof version === 'string' ? `${prefix === false ? '' : prefix}${version}` : ''));
  }

  /** The option `exclude` names a path without its version. */
  private prefixOf(path: string, verb: RequestMethod): string {
    const { exclude = [] } = this.config.getGlobalPrefixOptions();
    const isExcluded = exclude.some(
      ({ pathRegex, requestMethod }) => [RequestMethod.ALL, verb].includes(requestMethod) && pathRegex.test(path),
    );
    return isExcluded ? '' : this.config.getGlobalPrefix();
  }
}

function entryPointAt(route: string, method: ClassMethod, globalGuards: EntryPoint['guards']): EntryPoint {
  const guards = [...globalGuards, ...guardsOn(method)];
  return { transport: 'http', route, ...method, guards, unguardable: null };
}

function pathsOf(level: object): string[] {
  return [metadataOf<string | string[]>(NestMetadata.path, level) ?? ''].flat();
}

function join(...parts: readonly string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter((segment) => segment !== '')
    .join('/')}`;
}
