/** Longer than a name in DNS may be: unknown at once, with a network and without one. */
export const NO_SUCH_HOST = `${'x'.repeat(64)}.invalid`;
