/** The variables that set the options which messages of the libraries name. */
const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['algorithm of fileKeyRing', 'AUTH_JWT_ALGORITHM'],
  ['password.cost of AuthModule', 'AUTH_BCRYPT_COST'],
  ['url of redisSignInLimiter', 'REDIS_URL'],
  ['url of SmtpMailer', 'MAIL_URL'],
  ['from of SmtpMailer', 'MAIL_FROM'],
  // Messages are about a further secret, never about the first one.
  ['secret of AuthModule', 'AUTH_JWT_SECRET_PREVIOUS'],
]);

/** A message of a library, with the variable behind each option: operators of the service set variables. */
export function withVariables(message: string): string {
  return message.replace(/\bthe option ([\w.]+ of \w+)/gi, (phrase, option: string) => {
    const variable = VARIABLES.get(option);
    return variable === undefined ? phrase : `${phrase} (${variable})`;
  });
}
