/** The close code of a WebSocket by HTTP status. Codes from 4000 on are private (RFC 6455, section 7.4.2). */
export function closeCodeOf(status: number): number {
  switch (status) {
    // IANA: "Try Again Later" and "Internal Error". The token may be valid.
    case 503:
      return 1013;
    case 500:
      return 1011;
    default:
      return 4401;
  }
}
