import { describe, expect, it } from '@jest/globals';
import { type AccountsModuleOptions, checkedAccountsOptions } from './accounts.options.js';

const NEEDED: AccountsModuleOptions = {
  productName: 'Acme',
  appUrl: 'https://app.example.com',
  secret: 'x'.repeat(32),
};

describe('the options of AccountsModule', () => {
  it('have defaults', () => {
    expect(checkedAccountsOptions(NEEDED)).toEqual({
      ...NEEDED,
      sending: true,
      texts: {},
      emailVerification: 'optional',
      mailsUnknownAddresses: false,
      mailsPerAddress: 3,
      mailsPerNetwork: 20,
      codesPerNetwork: 500,
      deletionGraceSeconds: 2_592_000,
      invitationLifetimeSeconds: 604_800,
      purgeInterval: 300,
    });
  });

  it.each([
    ['https://App.Example.com/', 'https://app.example.com'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://example.com/account//', 'https://example.com/account'],
  ])('have an appUrl without a slash at its end: %s', (appUrl, expected) => {
    expect(checkedAccountsOptions({ ...NEEDED, appUrl }).appUrl).toBe(expected);
  });

  it('may have an appUrl that is known only when a mail is composed', () => {
    let appUrl = '';
    const options = checkedAccountsOptions({ ...NEEDED, appUrl: () => appUrl });
    expect(() => options.appUrl).toThrow('The function appUrl of AccountsModule must return an http or https URL.');
    appUrl = 'http://localhost:3000/';
    expect(options.appUrl).toBe('http://localhost:3000');
  });

  it.each<[name: keyof AccountsModuleOptions, wrong: unknown]>([
    ['productName', ''],
    ['productName', undefined],
    ['appUrl', undefined],
    ['appUrl', 'app.example.com'],
    ['appUrl', 'javascript:alert(1)'],
    ['appUrl', 'https://'],
    ['appUrl', 'https://example.com/?next='],
    ['appUrl', 'https://example.com/#'],
    ['appUrl', 'https://user:password@example.com'],
    ['sending', 'yes'],
    ['invitationLifetimeSeconds', 0],
    ['invitationLifetimeSeconds', 400 * 86_400],
    ['purgeInterval', -1],
    ['texts', { passwordReset: 'Reset' }],
    ['productName', 'Acme\r\nBcc: x'],
    ['secret', undefined],
    ['secret', 'x'.repeat(31)],
    ['deletionGraceSeconds', 0],
    ['deletionGraceSeconds', 367 * 86_400],
    ['purgeInterval', -1],
  ])('stop the start by name: %s, %p', (name, wrong) => {
    expect(() => checkedAccountsOptions({ ...NEEDED, [name]: wrong })).toThrow(
      new RegExp(`^The option ${name} of AccountsModule must be .*Write: `, 's'),
    );
  });
});
