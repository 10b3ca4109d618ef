// This import also loads reflect-metadata, before the first class that a decorator of this folder describes.
import { SetMetadata, type Type } from '@nestjs/common';

/**
 * The metadata keys of `@nestjs/swagger` 11 and 12. The decorators of this folder write the same metadata as its decorators of the same
 * names. They don't import that package, because it is optional.
 */
export const SWAGGER_METADATA = {
  consumes: 'swagger/apiConsumes',
  extraModels: 'swagger/apiExtraModels',
  operation: 'swagger/apiOperation',
  parameters: 'swagger/apiParameters',
  properties: 'swagger/apiModelPropertiesArray',
  property: 'swagger/apiModelProperties',
  responses: 'swagger/apiResponse',
  schema: 'swagger/apiSchema',
  security: 'swagger/apiSecurity',
  tags: 'swagger/apiUseTags',
} as const;

export type ClassOrMethodDecorator = ClassDecorator & MethodDecorator;

/** Updates the metadata of a class or a method, starting from its own or inherited value. */
export function updating<Value>(key: string, update: (known: Value | undefined) => Value): ClassOrMethodDecorator {
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor) => {
    const carrier = (descriptor?.value ?? target) as Type;
    SetMetadata(key, update(Reflect.getMetadata(key, carrier) as Value | undefined))(carrier);
  };
}

export function appending(key: string, values: readonly unknown[]): ClassOrMethodDecorator {
  return updating<readonly unknown[]>(key, (known = []) => [...known, ...values]);
}
