export const TEST_SECRET = 'a secret for tests, of more than 32 bytes';
