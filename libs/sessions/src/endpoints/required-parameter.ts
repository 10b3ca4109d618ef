import { InvalidRequestError } from '@portcullis/auth';

/** @throws InvalidRequestError where it is missing, or empty */
export function requiredParameter(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name);
  if (value === undefined) {
    throw new InvalidRequestError(`The parameter ${name} is missing`);
  }
  return value;
}
