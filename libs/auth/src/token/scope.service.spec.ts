import { describe, expect, it } from '@jest/globals';
import { InvalidScopeError } from '../errors/oauth.errors.js';
import { isScope, parseRequestedScope } from './scope.service.js';

const CATALOGUE = new Set(['items:read', 'items:write']);

describe('scope', () => {
  it('is read in the order of the client, without repetition', () => {
    expect(parseRequestedScope('items:write items:read items:write', CATALOGUE)).toEqual(['items:write', 'items:read']);
  });

  it('is empty if none is requested', () => {
    expect(parseRequestedScope(undefined, CATALOGUE)).toEqual([]);
  });

  it.each(['', ' ', 'a  b', 'a ', ' a', 'a\tb', 'a"b', 'a\\b', 'é', 'a\u007F'])('does not allow %j', (value) => {
    expect(isScope(value)).toBe(false);
    expect(() => parseRequestedScope(value, CATALOGUE)).toThrow(InvalidScopeError);
  });

  it.each(['items', 'items:read __proto__', 'constructor'])('does not know %j', (value) => {
    expect(() => parseRequestedScope(value, CATALOGUE)).toThrow(InvalidScopeError);
  });
});
