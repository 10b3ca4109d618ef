import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { HiddenRegistration, singletonsOf } from '@portcullis/auth/spi';
import { REGISTRATION_ROUTE, type RegistrationRoute } from './registration.options.js';

/** Whether a registration must not tell which addresses are taken, found out at start. */
@Injectable()
export class HiddenRegistrations implements OnModuleInit {
  #required: HiddenRegistration | null = null;

  constructor(
    @Inject(DiscoveryService) private readonly discovery: Pick<DiscoveryService, 'getProviders'>,
    @Inject(REGISTRATION_ROUTE) private readonly route: RegistrationRoute,
  ) {}

  /** What creates the accounts; `null` if a registration may tell. */
  get required(): HiddenRegistration | null {
    return this.#required;
  }

  /** @throws Error if the route tells which addresses are taken although it must not, or can't hide it */
  onModuleInit(): void {
    this.#required = singletonsOf(HiddenRegistration, this.discovery).find(({ isRequired }) => isRequired) ?? null;
    if (this.route === false || (this.route.hidesAddresses ?? false) === (this.#required !== null)) {
      return;
    }
    throw new Error(
      this.#required
        ? "UsersModule: AccountsModule has emailVerification: 'required', so the registration must not tell which addresses are " +
            'taken. Write: UsersModule.forRoot({ registration: { hidesAddresses: true } })'
        : "UsersModule: registration.hidesAddresses needs AccountsModule.forRoot({ …, emailVerification: 'required' }).",
    );
  }
}
