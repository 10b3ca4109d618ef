import { domainToASCII, domainToUnicode } from 'node:url';
import { canonicalName } from './canonical-name.js';

/** An atom of RFC 5322, section 3.2.3, with the letters of all scripts that RFC 6531 adds. */
const ATOM = String.raw`[\p{L}\p{M}\p{Nd}\u200C\u200D!#$%&'*+/=?^_\x60{|}~-]+`;
const LOCAL_PART = new RegExp(String.raw`^${ATOM}(?:\.${ATOM})*$`, 'u');

/** RFC 5321, section 4.5.3.1.1: in octets. */
const MAX_LOCAL_PART_BYTES = 64;

/** A domain before its conversion to ASCII. */
const DOMAIN = /^[-.\p{L}\p{M}\p{Nd}\u200C\u200D]+$/u;

/** RFC 1034, section 3.5, with a top-level domain of letters. */
const ASCII_DOMAIN = /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?:[a-z]{2,63}|xn--[a-z\d-]{1,58}[a-z\d])$/;

/** Node leaves a label undecoded if it is not valid Punycode. Node 20 refuses such a domain, Node 24 does not. */
const UNDECODED_LABEL = /(?:^|\.)xn--/;

/** Characters that end the host in a URL: Node parses a domain as the host of a URL. */
const DELIMITER = /[\s/?#@:\\%]/u;

/**
 * Whether a text is one plain address, `local@domain`. Quoted local parts, comments, lists, address literals and compatibility
 * forms (full-width letters, `＠`, `。`) are not: mail goes to the address as it was typed, and other software would read it
 * in another way. Looks at no character that can't be seen.
 */
export function isEmailAddress(text: string): boolean {
  const [local = '', domain = '', ...others] = text.split('@');
  return (
    others.length === 0 &&
    text.normalize('NFKC') === text.normalize('NFC') &&
    LOCAL_PART.test(local) &&
    Buffer.byteLength(local) <= MAX_LOCAL_PART_BYTES &&
    DOMAIN.test(domain) &&
    ASCII_DOMAIN.test(asciiOf(domain))
  );
}

/**
 * Two spellings of one address have one canonical form: the local part as {@link canonicalName} has it, the domain in ASCII
 * (UTS 46), so that `ä.example` and `xn--4ca.example` are one. Idempotent. For comparing only: send mail to the address that
 * was typed. Takes any text: rows of an adopted table hold more than addresses.
 */
export function canonicalEmail(address: string): string {
  const [, local, domain] = /^(.*)[@＠﹫](.*)$/su.exec(address) ?? [];
  return local === undefined || domain === undefined
    ? canonicalName(address)
    : `${canonicalName(local)}@${canonicalDomain(domain)}`;
}

function canonicalDomain(domain: string): string {
  const name = canonicalName(domain);
  return asciiOf(domain) || asciiOf(name) || name;
}

/** Empty if the text is not a domain. */
function asciiOf(domain: string): string {
  const ascii = DELIMITER.test(domain) ? '' : domainToASCII(domain);
  return UNDECODED_LABEL.test(domainToUnicode(ascii)) ? '' : ascii;
}
