// `node tools/bundle.mjs <entry> <outfile> <format>`: everything in one file, except the addon of bcrypt and what is not installed.
import { build } from 'esbuild';

const [entry, outfile, format] = process.argv.slice(2);
// Packages that are CommonJS call `require` in an ES module, too.
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

await build({
  entryPoints: [entry],
  outfile,
  format,
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: ['bcrypt', '@nestjs/microservices', '@nestjs/websockets', 'class-transformer', 'class-validator'],
  logLevel: 'error',
  ...(format === 'esm' && { banner: { js: REQUIRE } }),
});
