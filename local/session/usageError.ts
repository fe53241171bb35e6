/** What was typed or set up is of no use; told in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
