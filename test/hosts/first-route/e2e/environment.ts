// Read when the modules of the application are loaded.
process.env['AUTH_SECRET'] = 'only for the tests of this application';

/** The warnings of Node since the modules of the application were loaded. */
export const warnings: Error[] = [];
process.on('warning', (warning) => warnings.push(warning));
