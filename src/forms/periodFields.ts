import { optionalInstant, shown, type Values } from '../input/fields.js';
import { InputError } from '../input/inputError.js';

const START_TIME = { key: 'startTime', label: 'Start Time' };
const END_TIME = { key: 'endTime', label: 'End Time' };

/** From when to when a trigger delivers; each end may be open. */
export interface Period {
  readonly start: Date | undefined;
  /** Exclusive. */
  readonly end: Date | undefined;
}

/** The period that a polling trigger is configured with. Throws InputError, also when it ends before it starts. */
export function readPeriod(cfg: Values): Period {
  const start = optionalInstant(cfg, START_TIME);
  const end = optionalInstant(cfg, END_TIME);
  if (start && end && start > end) {
    throw new InputError(
      `"${START_TIME.label}" must not be after "${END_TIME.label}", but ${shown(cfg.startTime)} is after ${shown(cfg.endTime)}.`,
    );
  }
  return { start, end };
}
