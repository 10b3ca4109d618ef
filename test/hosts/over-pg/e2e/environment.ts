// Read when the modules of the application are loaded.
process.env['AUTH_SECRET'] ??= 'only for the tests of this application';

export {};
