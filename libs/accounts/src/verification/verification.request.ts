import { ApiSchema } from '@portcullis/auth/spi';
import { PresentedSecretBody } from '../presented-secret/presented-secret.body.js';

/** The body of a verification: a token, or an address and a code. */
@ApiSchema({ name: 'EmailVerification' })
export class VerificationRequest extends PresentedSecretBody {}
