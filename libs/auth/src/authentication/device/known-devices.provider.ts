import type { HttpAdapterHost } from '@nestjs/core';
import type { CommonOptions } from '../../auth.options.js';
import type { Clock } from '../../clock/clock.js';
import type { Secret } from '../../secret.js';
import { checkedSignInOptions, type SignInOptions } from '../guessing/sign-in.options.js';
import { CookieKnownDevices } from './cookie.known-devices.js';
import { DeviceTokens } from './device-token.js';
import { type KnownDevices, NoKnownDevices } from './known-devices.js';

/** Cookies, unless `deviceLifetime` is `false`. */
export function knownDevicesBy(
  { secret, issuer, signIn }: CommonOptions & { readonly secret: Secret; readonly signIn?: SignInOptions },
  clock: Clock,
  http: HttpAdapterHost,
): KnownDevices {
  const { deviceLifetime } = checkedSignInOptions(signIn);
  return deviceLifetime === false
    ? new NoKnownDevices()
    : new CookieKnownDevices(new DeviceTokens(secret, issuer, deviceLifetime, clock), deviceLifetime, http);
}
