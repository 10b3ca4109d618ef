import type { AccountEvent } from '../events/account-event.js';
import type { WithoutTime } from '../events/domain-event.js';
import type { AccountChange } from './account-change.js';

const TYPES = {
  created: 'user_registered',
  activated: 'user_activated',
  deactivated: 'user_deactivated',
  deleted: 'user_deleted',
  password_changed: 'password_changed',
  email_changed: 'email_changed',
  email_verified: 'email_verified',
  access_revoked: 'access_revoked',
  deletion_cancelled: 'deletion_cancelled',
} as const;

/** The event of a change. Leaves out e-mail addresses, as an event may be logged. */
export function accountEventOf(change: AccountChange): WithoutTime<AccountEvent> {
  const { kind, user, actor, origin } = change;
  const about = { actor, subject: { id: String(user.id) }, origin };
  if (kind === 'username_changed') {
    return { type: kind, ...about, from: change.from, to: change.to };
  }
  if (kind === 'roles_changed') {
    return { type: kind, ...about, from: change.from, to: change.to };
  }
  if (kind === 'deletion_scheduled') {
    return { type: kind, ...about, deleteAfter: change.deleteAfter };
  }
  return { type: TYPES[kind], ...about };
}
