import { SetMetadata } from '@nestjs/common';

const KEY = 'portcullis:oauth-errors';

/** Marks a controller whose errors have the form of RFC 6749, section 5.2. */
export const OAuthErrors = (): ClassDecorator => SetMetadata(KEY, true);

/** Subclasses inherit the mark. */
export function hasOAuthErrors(controller: object): boolean {
  return Reflect.getMetadata(KEY, controller) === true;
}
