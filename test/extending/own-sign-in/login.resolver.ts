import { Args, Field, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import {
  CurrentExchange,
  CurrentUser,
  Public,
  type RawExchange,
  Roles as RequireRoles,
  SignInService,
} from '@portcullis/auth';

@ObjectType()
class Tokens {
  @Field(() => String) readonly access_token!: string;
  @Field(() => Int) readonly expires_in!: number;
  @Field(() => String, { nullable: true }) readonly refresh_token?: string;
}

@Resolver()
export class LoginResolver {
  constructor(private readonly signIn: SignInService) {}

  @Public()
  @Mutation(() => Tokens)
  login(@Args('email') email: string, @Args('password') password: string, @CurrentExchange() exchange: RawExchange) {
    return this.signIn.byPassword({ email, password }, exchange);
  }

  @Query(() => String)
  me(@CurrentUser('username') email: string) {
    return email;
  }

  @Query(() => String)
  @RequireRoles('admin')
  secret() {
    return 'for administrators';
  }
}
