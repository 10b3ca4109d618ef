/**
 * The keys under which Nest and its packages keep what decorators say: of routes, resolvers, gateways and patterns. Nest does
 * not export them all, and importing a package for its key would force it on every host; they are the same in Nest 11 and 12.
 */
export const NestMetadata = {
  guards: '__guards__',
  routeArguments: '__routeArguments__',
  modulePath: '__module_path__',
  path: 'path',
  method: 'method',
  version: '__version__',
  resolverType: 'graphql:resolver_type',
  resolverName: 'graphql:resolver_name',
  fieldResolver: 'graphql:resolve_property',
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
