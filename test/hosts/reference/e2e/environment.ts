import { createHash } from 'node:crypto';

export const REPORTS_SECRET = '2b7e151628aed2a6abf7158809cf4f3c';

// Read when the modules of the application are loaded.
process.env['AUTH_SECRET'] ??= 'only for the tests of this application';
process.env['REPORTS_SECRET_HASH'] = `sha256:${createHash('sha256').update(REPORTS_SECRET).digest('hex')}`;
