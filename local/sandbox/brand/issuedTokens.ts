import { randomUUID } from 'node:crypto';

interface IssuedToken {
  readonly expiresAt: number;
  readonly scopes: readonly string[];
}

/** The access tokens that were given out. */
export class IssuedTokens {
  readonly #tokens = new Map<string, IssuedToken>();

  constructor(readonly now: () => number) {}

  issue(lifetimeSeconds: number, scopes: readonly string[]): string {
    const token = randomUUID();
    this.#tokens.set(token, { expiresAt: this.now() + lifetimeSeconds * 1000, scopes });
    return token;
  }

  /** The scopes of a token that is known and not expired. */
  scopesOf(token: string): readonly string[] | undefined {
    const issued = this.#tokens.get(token);
    return issued && issued.expiresAt > this.now() ? issued.scopes : undefined;
  }

  /** Every token given out so far is refused from now on. */
  revokeAll(): void {
    this.#tokens.clear();
  }

  /** For telling in tests whether one leaked. */
  all(): string[] {
    return [...this.#tokens.keys()];
  }
}
