import { refuseProduction } from './refuse-production.js';

export { ReceivedMail } from './received-mail.js';
export { RecordingEventPublisher } from './recording.event-publisher.js';
export { TestAuth } from './test-auth.js';
export { TestClock, type TimeSpan } from './test-clock.js';
export { TestMail } from './test-mail.js';
export { type IssuedFor, TestIssuer, withTestIssuer } from './test-issuer.js';
export { TEST_PASSWORD, type NewTestUser, type TestUserFactory } from './test-user.js';
export type { ActingOptions, TestSession } from './test-session.js';
export { withTestAuth, type TestAuthOptions } from './with-test-auth.js';

refuseProduction();
