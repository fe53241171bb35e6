import { useSignal } from '@preact/signals';
import { attachFile, detachFile } from '../state/files.js';
import { chosenState } from '../state/steps.js';
import { IconButton } from '../widgets/Button.js';
import { Icon } from '../widgets/Icon.js';

/** Files that come with the message, as an earlier step would have attached them. */
export function Attachments() {
  const error = useSignal<string | undefined>(undefined);
  const files = chosenState.value?.files.value ?? [];
  const attach = async (input: HTMLInputElement): Promise<void> => {
    const [file] = input.files ?? [];
    if (!file) return;
    try {
      await attachFile(file);
      error.value = undefined;
    } catch (reason) {
      error.value = (reason as Error).message;
    }
    input.value = '';
  };
  return (
    <div class="earlier-row">
      <span class="quiet">Attachments</span>
      {files.map(({ id, name }) => (
        <span key={id} class="chip" id={`attached-${id}`}>
          <span class="chip-text">{name}</span>
          <IconButton
            icon="close"
            name="Take the file away"
            describedBy={`attached-${id}`}
            onClick={() => detachFile(id)}
          />
        </span>
      ))}
      {files.length === 0 && <span class="quiet">none</span>}
      <label class="button is-quiet">
        <Icon name="plus" />
        Attach a file
        <input type="file" class="unseen" onChange={({ currentTarget }) => void attach(currentTarget)} />
      </label>
      {error.value && <p class="field-warning">{error.value}</p>}
    </div>
  );
}
