/** A step's log. Never given secrets, message bodies or contacts: a rule of the platform. */
export interface StepLogger {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** Where there is no log: a model called outside of the platform. */
export const silent: StepLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
