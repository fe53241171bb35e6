import { useEffect, useRef } from 'preact/hooks';
import { question } from '../state/running.js';
import { Button } from '../widgets/Button.js';

/** Asks before a step may write to a brand of one's own. */
export function AgreementDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = question.value;
  useEffect(() => {
    if (asked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asked]);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="agreement" onCancel={() => asked?.answer(false)}>
      <h2 id="agreement">May it write?</h2>
      <p>
        <strong>{asked?.title}</strong> is about to work on {asked?.target}. What it creates, changes or deletes there
        is real.
      </p>
      <div class="buttons">
        <Button onClick={() => asked?.answer(false)}>Cancel</Button>
        <Button look="solid" onClick={() => asked?.answer(true)}>
          Go ahead
        </Button>
      </div>
    </dialog>
  );
}
