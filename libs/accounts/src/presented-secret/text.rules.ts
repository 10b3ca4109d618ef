import type { MemberRule } from '@portcullis/auth/spi';

/** Any text. A secret that can't be one is invalid, which is no error of the body. */
export const textRule: MemberRule = (value) => (typeof value === 'string' ? null : 'Must be a string');

export const optionalTextRule: MemberRule = (value) => (value === undefined ? null : textRule(value));
