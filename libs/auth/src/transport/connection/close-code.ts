/** The code with which a WebSocket is closed; those from 4000 on are an application's own (RFC 6455, section 7.4.2). */
export function closeCodeOf(status: number): number {
  switch (status) {
    // "Try Again Later" and "Internal Error", of IANA's registry: the token may be a good one.
    case 503:
      return 1013;
    case 500:
      return 1011;
    default:
      return 4401;
  }
}
