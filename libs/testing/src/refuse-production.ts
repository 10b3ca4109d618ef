/** @throws Error if `NODE_ENV` is `production`: code that loads the kit can sign in as any user */
export function refuseProduction(): void {
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error(
      '@portcullis/testing does not load if NODE_ENV is production: it signs in as any user, without a password. ' +
        'Import it from tests alone.',
    );
  }
}
