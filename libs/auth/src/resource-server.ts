export { RemoteKeyRing } from './resource-server/remote.key-ring.js';
export { ResourceServerModule } from './resource-server/resource-server.module.js';
export type { ResourceServerOptions } from './resource-server/resource-server.options.js';
