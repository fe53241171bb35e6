import type { Run } from '../state/run.js';
import { ErrorBox } from '../widgets/ErrorBox.js';

/** So many errors are shown in full; all of them are in the table. */
export const SHOWN_ERRORS = 3;

/** Errors as they were thrown. */
export function EmittedErrors({ run }: { readonly run: Run }) {
  const errors = run.emitted.filter((one) => one.kind === 'error');
  const status = run.status.value;
  const isKnown = status.kind === 'failed' && errors.some(({ message }) => message === status.reason);
  return (
    <>
      {errors.slice(0, SHOWN_ERRORS).map(({ message, stack, at }, index) => (
        <ErrorBox key={`${at}-${index}`} title="The step emitted an error:" message={message} details={stack} />
      ))}
      {errors.length > SHOWN_ERRORS && <p class="quiet">…and {errors.length - SHOWN_ERRORS} more, in the table.</p>}
      {status.kind === 'failed' && !isKnown && <ErrorBox title="The step could not run:" message={status.reason} />}
    </>
  );
}
