import { type KeyRotationOptions, WellKnownModule } from '@portcullis/keys';
import { SessionsModule } from '@portcullis/sessions';

export const keyRotation: KeyRotationOptions = {
  algorithm: 'ES256',
  leadSeconds: Number(process.env['AUTH_KEY_LEAD'] ?? 600),
};

export const sessions = SessionsModule.forRoot();

export const wellKnown = WellKnownModule.forRoot();
