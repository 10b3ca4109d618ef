import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'class-validator';
import { type BadMember, pointerTo, unknownMembers, validationProblem } from '../validation/validation-problem.js';
import { RegistrationRequest } from './registration.request.js';
import type { Registration } from './registration.service.js';

const MEMBERS = ['username', 'email', 'password'] as const satisfies readonly (keyof RegistrationRequest)[];

/**
 * Lets through exactly the members of a {@link RegistrationRequest}, all of them valid; anything else is a 422 that names
 * every bad member.
 *
 * Reads the body itself where Nest's ValidationPipe would not do: that one strips `__proto__` and `constructor` in
 * silence, and class-validator takes `hasOwnProperty` for a known member.
 */
@Injectable()
export class RegistrationPipe implements PipeTransform<unknown, Promise<Registration>> {
  async transform(body: unknown): Promise<Registration> {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw validationProblem([{ pointer: '', detail: 'Must be a JSON object' }]);
    }
    const request = requestOf(body);
    const errors = [...(await invalidMembers(request)), ...unknownMembers(body, MEMBERS)];
    if (errors.length > 0) {
      throw validationProblem(errors);
    }
    return request;
  }
}

/** Own members alone: what a prototype has to offer was not sent. */
function requestOf(body: object): RegistrationRequest {
  const request = new RegistrationRequest();
  const members = MEMBERS.filter((member) => Object.hasOwn(body, member));
  return Object.assign(request, Object.fromEntries(members.map((member) => [member, Reflect.get(body, member)])));
}

async function invalidMembers(request: RegistrationRequest): Promise<BadMember[]> {
  const errors = await validate(request, { validationError: { target: false, value: false } });
  return errors.map(({ property, constraints }) => ({
    pointer: pointerTo(property),
    detail: Object.values(constraints ?? {})[0] ?? 'Not valid',
  }));
}
