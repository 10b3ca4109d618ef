/** @throws Error where `NODE_ENV` is `production`: what loads the kit can sign in as anyone */
export function refuseProduction(): void {
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error(
      '@portcullis/testing does not load where NODE_ENV is production: it signs in as anyone, without a password. ' +
        'Import it from tests alone.',
    );
  }
}
