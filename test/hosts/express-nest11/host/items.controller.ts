import { Body, Controller, Get, Param, ParseIntPipe, Post } from '@nestjs/common';
import { IsInt, IsPositive, IsString } from 'class-validator';

class ItemRequest {
  @IsString()
  readonly name!: string;

  @IsInt()
  @IsPositive()
  readonly price!: number;
}

/** Open to everybody, before and after. */
@Controller({ path: 'items', version: '1' })
export class ItemsController {
  @Get()
  list() {
    return [{ id: 1, name: 'lamp', price: 40 }];
  }

  @Get('broken')
  broken(): never {
    throw new Error('with a secret in it');
  }

  @Get(':id')
  one(@Param('id', ParseIntPipe) id: number) {
    return { id, name: 'lamp', price: 40 };
  }

  @Post()
  create(@Body() item: ItemRequest) {
    return { ...item, isItemRequest: item instanceof ItemRequest };
  }
}
