import { describe, expect, it } from '@jest/globals';
import { mergedMembers } from './merged-members.js';

describe('the members of several contributions', () => {
  it('have the same order for every order of the contributions', () => {
    const contributions = [
      { jwks_uri: 'https://a.example/keys' },
      { device_authorization_endpoint: 'https://a.example/device' },
      { token_endpoint: 'https://a.example/token' },
      { issuer: 'https://a.example' },
    ];
    const names = ['issuer', 'token_endpoint', 'jwks_uri', 'device_authorization_endpoint'];
    expect(Object.keys(mergedMembers(contributions))).toEqual(names);
    expect(Object.keys(mergedMembers(contributions.toReversed()))).toEqual(names);
  });

  it('are joined if they are lists, without repetition', () => {
    const contributions = [{ scopes_supported: ['a', 'b'] }, { scopes_supported: ['b', 'c'] }];
    expect(mergedMembers(contributions)).toEqual({ scopes_supported: ['a', 'b', 'c'] });
  });

  it('leave out undefined values', () => {
    expect(mergedMembers([{ jwks_uri: undefined }])).toEqual({});
    expect(mergedMembers([{ jwks_uri: 'https://a.example/keys' }, { jwks_uri: undefined }])).toEqual({
      jwks_uri: 'https://a.example/keys',
    });
  });

  it('are refused if values differ', () => {
    const issuers = [{ issuer: 'https://a.example' }, { issuer: 'https://b.example' }];
    expect(() => mergedMembers(issuers)).toThrow(/differ in issuer: "https:\/\/a.example" and "https:\/\/b.example"/);
    expect(() => mergedMembers([{ scopes_supported: ['a'] }, { scopes_supported: 'a' as never }])).toThrow(
      /differ in scopes_supported/,
    );
  });
});
