import { z } from 'zod';

const MIN_BYTES = 32;

const MESSAGE = `must be one secret, or a JSON array of different secrets like ["…","…"], each of at least ${MIN_BYTES} bytes`;

export const secret = z.string().refine(isLongEnough, `must have at least ${MIN_BYTES} bytes`);

/** One secret as it is, or several as a JSON array. The message repeats no value. */
export const previousSecrets = z
  .string()
  .transform(listOf)
  .refine((list) => list.length > 0 && list.every(isLongEnough) && new Set(list).size === list.length, MESSAGE);

function isLongEnough(text: string): boolean {
  return Buffer.byteLength(text) >= MIN_BYTES;
}

/** Empty if the text is not an array of strings. */
function listOf(text: string): string[] {
  if (!text.startsWith('[')) {
    return [text];
  }
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : [];
  } catch {
    return [];
  }
}
