// Read when the modules of the application are loaded.
process.env['AUTH_SECRET'] ??= 'only for the tests of this application';
// Tests hash many passwords at once, and a slow machine would refuse some with the cost of production.
process.env['BCRYPT_COST'] ??= '4';

export {};
