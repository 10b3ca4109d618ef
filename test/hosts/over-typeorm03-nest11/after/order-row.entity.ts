import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('orders')
export class OrderRow {
  @PrimaryColumn()
  customer!: number;

  @Column('text')
  item!: string;
}
