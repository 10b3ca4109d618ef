import { isEmailAddress } from '@portcullis/auth/spi';

export interface SenderAddress {
  readonly name: string;
  readonly address: string;
}

const WITH_NAME = /^([^<>@\p{Cc}]*)<([^<>]*)>$/u;

/** Reads `no-reply@example.com` or `Acme <no-reply@example.com>`. Returns `null` for every other text. */
export function senderAddressOf(text: unknown): SenderAddress | null {
  if (typeof text !== 'string') {
    return null;
  }
  const [, name = '', address = text] = WITH_NAME.exec(text.trim()) ?? [];
  return isEmailAddress(address) ? { name: name.trim().replace(/^"(.*)"$/, '$1'), address } : null;
}
