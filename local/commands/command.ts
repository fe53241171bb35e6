/** What was typed is of no use; told in one line, and the command ends with 2. */
export class UsageError extends Error {}

/** Runs a command and ends with the code it gives; an error is one line, with its stack only at debug level. */
export function runCommand(main: () => Promise<number>): void {
  main().then(
    (code) => process.exit(code),
    (error: Error) => {
      console.error(process.env.LOG_LEVEL === 'debug' ? error.stack : error.message);
      process.exit(error instanceof UsageError ? 2 : 1);
    },
  );
}
