/** The adapters that every behaviour is shown on. */
export const ADAPTERS = ['fastify', 'express'] as const;
export type Adapter = (typeof ADAPTERS)[number];
