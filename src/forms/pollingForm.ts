import { choice, requiredId, type Values, wholeNumber } from '../input/fields.js';
import { toWholeSecondsIso } from '../input/instant.js';
import type { ObjectTypeThatCan } from '../objects/objectTypes.js';
import { chosenObjectType } from '../objects/objectTypes.js';
import type { PollTarget } from '../polling/plan/snapshot.js';
import { readPeriod } from './periodFields.js';

export interface PollingConfig {
  readonly type: ObjectTypeThatCan<'poll'>;
  readonly target: PollTarget;
  /** Objects a request and a page, 1–100. */
  readonly pageSize: number;
  /** At most one page a flow start. */
  readonly onePage: boolean;
  readonly emitBehavior: 'emitIndividually' | 'emitPage';
  /** Seconds since 1970: objects of this second and later are not wanted. */
  readonly endSecond: number | undefined;
}

/** Whose objects are polled. */
export const DIRECTORY_FIELD = { key: 'directoryId', label: 'Directory' };

/** The trigger's configuration, checked. Throws InputError. */
export function readPollingConfig(cfg: Values): PollingConfig {
  const type = chosenObjectType(cfg, 'poll');
  const directoryId = type.hasDirectory ? requiredId(cfg, DIRECTORY_FIELD) : '';
  const pageSize = wholeNumber(cfg, { key: 'pageSize', label: 'Page Size' }, { min: 1, max: 100, fallback: 100 });
  const onePage = choice(
    cfg,
    { key: 'singlePagePerInterval', label: 'Single Page Per Interval' },
    { yes: 'Yes', no: 'No' },
    'yes',
  );
  const timestampField = choice(
    cfg,
    { key: 'pollConfig', label: 'Timestamp field to poll on' },
    { created: 'Created', lastModified: 'Created and Modified' },
    'lastModified',
  );
  const { start, end } = readPeriod(cfg);
  return {
    type,
    target: {
      objectType: type.key,
      directoryId,
      timestampField,
      startTime: start ? toWholeSecondsIso(start) : '',
    },
    pageSize,
    onePage: onePage === 'yes',
    emitBehavior: chosenEmitBehavior(cfg),
    endSecond: end && Math.ceil(end.getTime() / 1000),
  };
}

/** Also for the metadata, when the rest of the configuration is not filled yet. */
export function chosenEmitBehavior(cfg: Values): PollingConfig['emitBehavior'] {
  return choice(
    cfg,
    { key: 'emitBehavior', label: 'Emit behavior' },
    { emitIndividually: 'Emit Individually', emitPage: 'Emit Page' },
    'emitIndividually',
  );
}
