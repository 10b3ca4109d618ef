import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column()
  username!: string;

  @Column()
  email!: string;

  @Column({ name: 'hashed_password' })
  password!: string;

  @Column({ name: 'is_active', default: true })
  isActive!: boolean;
}
