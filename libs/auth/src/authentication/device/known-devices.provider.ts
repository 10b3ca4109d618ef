import type { HttpAdapterHost } from '@nestjs/core';
import type { AuthModuleOptions } from '../../auth.options.js';
import type { Clock } from '../../clock/clock.js';
import { checkedSignInOptions } from '../guessing/sign-in.options.js';
import { CookieKnownDevices } from './cookie.known-devices.js';
import { DeviceTokens } from './device-token.js';
import { type KnownDevices, NoKnownDevices } from './known-devices.js';

/** Cookies, unless the host does without. */
export function knownDevicesBy(
  { secret, issuer, signIn }: AuthModuleOptions,
  clock: Clock,
  http: HttpAdapterHost,
): KnownDevices {
  const { deviceLifetime } = checkedSignInOptions(signIn);
  return deviceLifetime === false
    ? new NoKnownDevices()
    : new CookieKnownDevices(new DeviceTokens(secret, issuer, deviceLifetime, clock), deviceLifetime, http);
}
