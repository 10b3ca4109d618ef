import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * A row of `users`, for the relations and queries of an application with TypeORM. Carries the password hash, so never return it from a
 * handler: guards and handlers get a `RegisteredUser`. Read-only for the application, because `Accounts` alone changes accounts with
 * their consequences.
 *
 * The names of its indexes have no prefix. With `entityPrefix`, `migration:generate` would propose to create them again.
 *
 * The columns up to `created_at` are those of the FastAPI service that this one can take over from; the canonical forms
 * are what makes two spellings of one name the same account.
 */
@Entity('users')
// The FastAPI service's, on a table that was adopted: TypeORM is to leave them alone.
@Index('ix_users_id', { synchronize: false })
@Index('ix_users_username', { synchronize: false })
@Index('ix_users_email', { synchronize: false })
export class User {
  @PrimaryGeneratedColumn()
  readonly id!: number;

  /** As typed at registration. */
  @Column('varchar', { length: 50 })
  readonly username!: string;

  /** `canonicalName(username)`, or for some adopted rows the username itself. */
  @Index('ux_users_username_canonical', { unique: true })
  @Column({ type: 'text', name: 'username_canonical', collation: 'C' })
  readonly usernameCanonical!: string;

  /** As typed at registration, for mail must go to the address that was given. */
  @Column('varchar', { length: 100 })
  readonly email!: string;

  /** Whether the user has proven that they receive mail at `email`. */
  @Column('boolean', { name: 'email_verified', default: false })
  readonly emailVerified!: boolean;

  /** `canonicalEmail(email)`, or for some adopted rows the address itself. */
  @Index('ux_users_email_canonical', { unique: true })
  @Column({ type: 'text', name: 'email_canonical', collation: 'C' })
  readonly emailCanonical!: string;

  /** `null` for a user without a password. */
  @Column('varchar', { name: 'hashed_password', length: 255, nullable: true })
  readonly hashedPassword!: string | null;

  @Column('boolean', { name: 'is_active', default: true })
  readonly isActive!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  readonly createdAt!: Date;

  /** Granted by an administrator. A registration sets none. */
  @Column('text', { array: true, default: () => "'{}'" })
  readonly roles!: readonly string[];
}
