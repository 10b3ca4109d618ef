import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SessionEndReason } from './session.js';

/**
 * A row of `sessions`. Names no token, only hashes of two; still it never leaves this library: others get a `Session`.
 */
@Entity('sessions')
@Index('ix_sessions_subject_living', ['subject'], { where: 'ended_at IS NULL' })
export class StoredSession {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_sessions' })
  readonly id!: string;

  @Column('text')
  readonly subject!: string;

  @Column('text', { name: 'client_id', nullable: true })
  readonly clientId!: string | null;

  @Column('text', { name: 'scopes', array: true })
  readonly scopes!: readonly string[];

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

  /** SHA-256 of the refresh token that is good. */
  @Column('bytea', { name: 'current_hash' })
  readonly currentHash!: Buffer;

  /** SHA-256 of the one before it. */
  @Column('bytea', { name: 'previous_hash', nullable: true })
  readonly previousHash!: Buffer | null;

  /** The one that is good, to be opened with the one before it alone. */
  @Column('bytea', { name: 'sealed_successor', nullable: true })
  readonly sealedSuccessor!: Buffer | null;

  @Column('timestamptz', { name: 'rotated_at', nullable: true })
  readonly rotatedAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  readonly endedAt!: Date | null;

  @Column('text', { name: 'end_reason', nullable: true })
  readonly endReason!: SessionEndReason | null;
}
