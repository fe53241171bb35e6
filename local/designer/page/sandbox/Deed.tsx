import { useSignal } from '@preact/signals';
import type { SandboxDeed } from '../../protocol.js';
import { doInSandbox } from '../state/sandbox.js';
import { Button } from '../widgets/Button.js';

/** Something to do in the sandbox, on what is chosen. */
export function Deed({ deed }: { readonly deed: SandboxDeed }) {
  const { id, title, help, choices } = deed;
  const choice = useSignal(choices?.from[0]?.value);
  const isBusy = useSignal(false);
  const act = async (): Promise<void> => {
    isBusy.value = true;
    await doInSandbox(id, choice.value);
    isBusy.value = false;
  };
  return (
    <div class="deed">
      {choices && (
        <label class="deed-choice">
          {choices.label}
          <select value={choice.value} onChange={({ currentTarget }) => (choice.value = currentTarget.value)}>
            {choices.from.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <Button isDisabled={isBusy.value} onClick={() => void act()}>
        {title}
      </Button>
      <p class="quiet">{help}</p>
    </div>
  );
}
