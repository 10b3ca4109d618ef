/** Standard input, or in a test anything like it. */
export interface PasswordInput extends AsyncIterable<Uint8Array> {
  /** Whether it is a terminal. */
  readonly isTTY?: boolean;
}

/** Far above the longest password. What follows is not read. */
const MAX_BYTES = 65_536;

/** Standard input has no password. The message says what to do. */
export class PasswordInputError extends Error {}

/**
 * Reads a password: one line, whose end does not belong to the password.
 *
 * @throws PasswordInputError
 */
export async function readPassword(input: PasswordInput): Promise<string> {
  if (input.isTTY) {
    throw new PasswordInputError(
      'Standard input is a terminal, which would show the password: use a pipe or a file, as in `password alice --stdin < file`.',
    );
  }
  const password = textOf(await readBytes(input)).replace(/\r?\n$/, '');
  if (password === '') {
    throw new PasswordInputError(
      'Standard input is empty: write the password to it, as in `password alice --stdin < file`.',
    );
  }
  if (/[\r\n]/.test(password)) {
    throw new PasswordInputError('Standard input has several lines: write the password alone, in one line.');
  }
  return password;
}

async function readBytes(input: PasswordInput): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) {
      break;
    }
  }
  return Buffer.concat(chunks);
}

function textOf(bytes: Uint8Array): string {
  try {
    // A byte order mark is part of the password, as it is of a password in a request.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PasswordInputError('Standard input is not UTF-8: convert the password to it.');
  }
}
