import type { OpenAPIObject } from '@nestjs/swagger';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

export type ResponseObject = Exclude<NonNullable<Operation['responses']>[string], { $ref: string } | undefined>;

const VERBS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

export function operationsOf({ paths }: OpenAPIObject): Operation[] {
  return Object.values(paths).flatMap((path) => VERBS.flatMap((verb) => path[verb] ?? []));
}
