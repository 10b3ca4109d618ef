import { NotAuthenticatedError } from '../../errors/credential.errors.js';
import type { CredentialBearer } from '../../transport/transport.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { Principal } from '../../user/principal.js';
import type { CredentialScheme } from './credential.scheme.js';
import { SeveralCredentialsError } from './several-credentials.error.js';

/** Chooses among several schemes the one that recognises a request. */
export class SchemeChoice implements Pick<CredentialScheme, 'authenticate' | 'revalidate'> {
  readonly #byName: ReadonlyMap<string, CredentialScheme>;

  /** @throws Error if two schemes have one name */
  constructor(private readonly schemes: readonly CredentialScheme[]) {
    this.#byName = new Map(schemes.map((scheme) => [scheme.name, scheme]));
    const twin = schemes.find((scheme) => this.#byName.get(scheme.name) !== scheme);
    if (twin) {
      throw new Error(`Two credential schemes are named '${twin.name}': give one of them another name.`);
    }
  }

  /** Not async, which would make a second promise on every request. */
  authenticate(bearer: CredentialBearer): Promise<Principal> {
    let found: CredentialScheme | undefined;
    for (const scheme of this.schemes) {
      if (scheme.recognises(bearer)) {
        if (found) {
          return Promise.reject(new SeveralCredentialsError());
        }
        found = scheme;
      }
    }
    return found ? found.authenticate(bearer) : Promise.reject(new NotAuthenticatedError());
  }

  revalidate(principal: Principal): Promise<AuthenticatedUser> {
    const { scheme: name } = principal.credential;
    const scheme = this.#byName.get(name);
    if (!scheme) {
      throw new Error(`A caller was authenticated by '${name}', but no credential scheme has this name.`);
    }
    return scheme.revalidate(principal);
  }
}
