import { z } from 'zod';

const HTTP_URL = /^https?:\/\/[^\s\\/?#@*]+(?:\/[^\s\\?#]*)?$/i;

/** The URL at which users reach the service, without a slash at its end. */
export const publicUrl = z
  .string()
  .refine(
    isPublicUrl,
    'must be an http or https URL without credentials, query or fragment, like https://auth.example.com',
  )
  .transform((text) => new URL(text).href.replace(/\/+$/, ''));

function isPublicUrl(text: string): boolean {
  return HTTP_URL.test(text) && URL.canParse(text) && !new URL(text).pathname.includes('//');
}
