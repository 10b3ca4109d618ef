import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The users of this application, in its own table. */
@Entity('staff')
export class Employee {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' })
  readonly id!: string;

  /** In lower case. */
  @Column('text', { unique: true })
  readonly login!: string;

  @Column('text', { name: 'pass_hash' })
  readonly passHash!: string;

  @Column('boolean')
  readonly enabled!: boolean;

  @Column('text', { array: true, default: '{}' })
  readonly groups!: string[];
}
