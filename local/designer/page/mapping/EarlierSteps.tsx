import { useSignal } from '@preact/signals';
import { earlierSteps, hideSample, pasteSample } from '../state/samples.js';
import { Button, IconButton } from '../widgets/Button.js';

/** The steps before this one, whose samples the mapping is tried on. */
export function EarlierSteps() {
  const isPasting = useSignal(false);
  return (
    <div class="earlier">
      <div class="earlier-row">
        <span class="quiet">Earlier steps</span>
        {earlierSteps.value.map(({ id, title, source }, index) => (
          <span key={source} class="chip" id={`earlier-${id}`}>
            <span class="chip-text">
              {index + 1}. {title}
            </span>
            <IconButton
              icon="close"
              name="Leave this step out"
              describedBy={`earlier-${id}`}
              onClick={() => hideSample(source)}
            />
          </span>
        ))}
        {earlierSteps.value.length === 0 && <span class="quiet">none yet</span>}
        <Button look="quiet" icon="plus" onClick={() => (isPasting.value = !isPasting.value)}>
          Paste a sample
        </Button>
      </div>
      {isPasting.value && <PasteForm onDone={() => (isPasting.value = false)} />}
    </div>
  );
}

/** A message of a step of another component, as JSON. */
function PasteForm({ onDone }: { readonly onDone: () => void }) {
  const title = useSignal('Webhook');
  const text = useSignal('{\n  "email": "jo@example.com"\n}');
  const error = useSignal<string | undefined>(undefined);
  const save = (): void => {
    try {
      pasteSample(title.value.trim() || 'A step', JSON.parse(text.value));
      onDone();
    } catch (reason) {
      error.value = `This is not JSON: ${(reason as Error).message}`;
    }
  };
  return (
    <div class="card">
      <div class="field">
        <label htmlFor="paste-title">Step</label>
        <input
          id="paste-title"
          value={title.value}
          onInput={({ currentTarget }) => (title.value = currentTarget.value)}
        />
      </div>
      <div class="field">
        <label htmlFor="paste-body">Its message, as JSON</label>
        <textarea
          id="paste-body"
          class="code"
          rows={6}
          spellcheck={false}
          value={text.value}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
        />
      </div>
      {error.value && <p class="field-warning">{error.value}</p>}
      <div class="buttons">
        <Button onClick={onDone}>Cancel</Button>
        <Button look="solid" onClick={save}>
          Save
        </Button>
      </div>
    </div>
  );
}
