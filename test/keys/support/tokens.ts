/** The header of a token, not verified. */
export function headerOf(token: string): { readonly alg: string; readonly kid: string; readonly typ: string } {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as ReturnType<typeof headerOf>;
}
