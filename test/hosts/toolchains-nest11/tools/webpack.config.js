/** Packages that Nest and Portcullis load only for an application that has them. */
const OPTIONAL = /^(@nestjs\/(microservices|websockets)|class-transformer|class-validator)(\/|$)/;

/** Everything in one file, except the addon of bcrypt. */
module.exports = (options, { IgnorePlugin }) => ({
  ...options,
  externals: { bcrypt: 'commonjs bcrypt' },
  output: { ...options.output, filename: 'main.js' },
  plugins: [...options.plugins, new IgnorePlugin({ checkResource: (request) => OPTIONAL.test(request) })],
});
