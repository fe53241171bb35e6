import { useSignal } from '@preact/signals';
import type { SandboxDeeds } from '../../protocol.js';
import { doInSandbox } from '../state/sandbox.js';
import { Button } from '../widgets/Button.js';

/** Things to do in the sandbox, with what is chosen. */
export function Deeds({ label, choices, deeds }: SandboxDeeds) {
  const choice = useSignal(choices[0]?.value ?? '');
  const isBusy = useSignal(false);
  const act = async (id: string): Promise<void> => {
    isBusy.value = true;
    await doInSandbox(id, choice.value);
    isBusy.value = false;
  };
  return (
    <div class="deeds">
      <div class="deed-choice">
        <label htmlFor={`deed-${label}`}>{label}</label>
        <select
          id={`deed-${label}`}
          value={choice.value}
          onChange={({ currentTarget }) => {
            choice.value = currentTarget.value;
          }}
        >
          {choices.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      </div>
      {deeds.map(({ id, title, help }) => (
        <div key={id} class="deed">
          <Button isDisabled={isBusy.value || choice.value === ''} onClick={() => void act(id)}>
            {title}
          </Button>
          <p class="quiet">{help}</p>
        </div>
      ))}
    </div>
  );
}
