import { describe, it } from '@jest/globals';
import { signsInAsAnyone } from './readmes/testing.js';

describe('the examples on the pages of the packages', () => {
  it('run: the application of @portcullis/auth, in the test of @portcullis/testing', () => signsInAsAnyone());
});
