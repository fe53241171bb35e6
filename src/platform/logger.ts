/** A step's log. Never given secrets, message bodies or contacts: a rule of the platform. */
export interface StepLogger {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}
