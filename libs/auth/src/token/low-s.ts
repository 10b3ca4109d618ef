/** The order of the group of P-256 (NIST SP 800-186, section 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const HALF_ORDER = bytesOf(ORDER / 2n);

/**
 * Returns the spelling of an ECDSA signature with the smaller S. From (R, S) anyone can compute (R, -S), which is valid too: this service
 * writes and accepts one of the two.
 */
export function lowS(signature: Buffer): Buffer {
  if (isLowS(signature)) {
    return signature;
  }
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), bytesOf(ORDER - s)]);
}

/** @param signature R and S, 32 octets each */
export function isLowS(signature: Buffer): boolean {
  return signature.compare(HALF_ORDER, 0, 32, 32, 64) <= 0;
}

function bytesOf(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
}
