import type { ReplaceLogin, RetryContext } from './attempts.js';
import type { Authorization, Grant } from './authorization.js';

/** What one request shows whose it is with: the same in each attempt, until it is refused and replaced. */
export interface Login {
  readonly grant: () => Grant;
  readonly replace: ReplaceLogin;
}

/** Begins with whatever grant there is. No error will quote the secret of one that was used. Throws QualtricsError. */
export async function loginWith(authorization: Authorization, context: RetryContext): Promise<Login> {
  let grant = await authorization.grant(context);
  return {
    grant: () => {
      context.secrets.add(grant.secret);
      return grant;
    },
    replace: async (status) => {
      const another = await authorization.replace(grant, status, context);
      grant = another ?? grant;
      return another !== undefined;
    },
  };
}
