/**
 * The metadata keys of the decorators of Nest and its packages, the same in Nest 11 and 12. Nest does not export all of them, and an
 * import of a package for its key would require the package of every application.
 */
export const NestMetadata = {
  guards: '__guards__',
  routeArguments: '__routeArguments__',
  modulePath: '__module_path__',
  path: 'path',
  method: 'method',
  version: '__version__',
  sse: '__sse__',
  resolverType: 'graphql:resolver_type',
  resolverName: 'graphql:resolver_name',
  fieldResolver: 'graphql:resolve_property',
  fieldMiddleware: 'graphql:field_resolver_middleware',
  reference: 'graphql:resolve_reference',
  gateway: 'websockets:is_gateway',
  gatewayOptions: 'websockets:gateway_options',
  gatewayMessage: 'websockets:message_mapping',
  message: 'message',
  pattern: 'microservices:pattern',
  patternHandler: 'microservices:handler_type',
} as const;

export function metadataOf<T>(key: string, target: object, member?: string): T | undefined {
  return (member === undefined ? Reflect.getMetadata(key, target) : Reflect.getMetadata(key, target, member)) as
    T | undefined;
}
