import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SessionEndReason } from './session.js';

/** A row of `sessions`. Contains only hashes of tokens. This library returns a `Session` instead. */
@Entity('sessions')
// Indexes over expressions, which TypeORM can't write. It leaves them as they are.
@Index('ix_sessions_user_living', { synchronize: false })
@Index('ix_sessions_over', { synchronize: false })
@Check('ck_sessions_idle', 'idle_expires_at <= expires_at')
@Check('ck_sessions_rotated', '(previous_hash IS NULL) = (rotated_at IS NULL)')
@Check('ck_sessions_sealed', 'sealed_successor IS NULL OR previous_hash IS NOT NULL')
@Check('ck_sessions_ended', '(ended_at IS NULL) = (end_reason IS NULL)')
@Check('ck_sessions_authentication', '(amr IS NULL) = (auth_time IS NULL)')
export class StoredSession {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_sessions' })
  readonly id!: string;

  /** The user's id. `null` in a row of an earlier version, whose subject is that id. */
  @Column('text', { name: 'user_id', nullable: true })
  readonly userId!: string | null;

  @Column('text')
  readonly subject!: string;

  @Column('text', { name: 'client_id', nullable: true })
  readonly clientId!: string | null;

  @Column('text', { name: 'scopes', array: true })
  readonly scopes!: readonly string[];

  /** Authentication Method Reference values (RFC 8176). `null` in a row of an earlier version. */
  @Column('text', { array: true, nullable: true })
  readonly amr!: readonly string[] | null;

  @Column('timestamptz', { name: 'auth_time', nullable: true })
  readonly authTime!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt!: Date;

  @Column('timestamptz', { name: 'last_used_at' })
  readonly lastUsedAt!: Date;

  @Column('timestamptz', { name: 'idle_expires_at' })
  readonly idleExpiresAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  readonly expiresAt!: Date;

  @Column('text', { nullable: true })
  readonly address!: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  readonly userAgent!: string | null;

  /** SHA-256 of the current refresh token. */
  @Column('bytea', { name: 'current_hash' })
  readonly currentHash!: Buffer;

  /** SHA-256 of the previous refresh token. */
  @Column('bytea', { name: 'previous_hash', nullable: true })
  readonly previousHash!: Buffer | null;

  /** The current refresh token, encrypted with the previous one. */
  @Column('bytea', { name: 'sealed_successor', nullable: true })
  readonly sealedSuccessor!: Buffer | null;

  @Column('timestamptz', { name: 'rotated_at', nullable: true })
  readonly rotatedAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  readonly endedAt!: Date | null;

  @Column('text', { name: 'end_reason', nullable: true })
  readonly endReason!: SessionEndReason | null;
}
