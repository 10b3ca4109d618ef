import { type KeyRotationOptions, SessionsModule, WellKnownModule } from '@portcullis/sessions';

export const keyRotation: KeyRotationOptions = {
  algorithm: 'ES256',
  leadSeconds: Number(process.env['AUTH_KEY_LEAD'] ?? 600),
};

export const sessions = SessionsModule.forRoot({
  clients: [{ id: 'reports', secretHash: process.env['REPORTS_SECRET_HASH'] ?? '', introspect: true }],
});

export const wellKnown = WellKnownModule.forRoot();
