import { z } from 'zod';

/** An id, the SHA-256 of its secret, and whether it may introspect. */
const CLIENT = /^([\w.-]{1,64}):([\da-f]{64})(:introspect)?$/;

const MESSAGE =
  'must be a comma-separated list of <client_id>:<SHA-256 of the secret in 64 hexadecimal digits>, with :introspect after those that may, and no id twice';

/** The confidential clients, from one line. An error never repeats the value, because it may contain the secret itself. */
export const clients = z
  .string()
  .transform((text) => text.split(',').map((client) => CLIENT.exec(client.trim())))
  .refine((list) => list.every((match) => match !== null), MESSAGE)
  .transform((list) =>
    list.flatMap((match) => {
      const [, id, hash, introspect] = match ?? [];
      return id === undefined ? [] : [{ id, secretHash: `sha256:${hash}`, introspect: introspect !== undefined }];
    }),
  )
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, MESSAGE);
