import { useSignal } from '@preact/signals';
import type { Outcome } from '../../protocol.js';
import { metadataState } from '../state/metadata.js';
import { pageData } from '../state/pageData.js';
import { runChosenStep } from '../state/running.js';
import { keepSample } from '../state/samples.js';
import { continueFrom, hasSampleFailed, type SectionState } from '../state/sections.js';
import { ask } from '../state/server.js';
import { chosenState, chosenStep } from '../state/steps.js';
import { Button } from '../widgets/Button.js';
import { CodeEditor } from '../widgets/CodeEditor.js';
import { Icon } from '../widgets/Icon.js';
import { JsonView } from '../widgets/JsonView.js';
import { Section } from './Section.js';

/** A message of the step, for the mapping of those after it. */
export function SampleSection({ section }: { readonly section: SectionState }) {
  const isEditing = useSignal(false);
  const sample = chosenState.value?.sample.value;
  const content = (): preact.JSX.Element => {
    if (isEditing.value) return <SampleEditor onDone={() => (isEditing.value = false)} />;
    if (sample === undefined) return <SampleOptions onAdd={() => (isEditing.value = true)} />;
    return <SampleView sample={sample} onEdit={() => (isEditing.value = true)} />;
  };
  return (
    <Section section={section} title="Sample" choice={sample === undefined ? undefined : choiceOf(sample)}>
      {content()}
    </Section>
  );
}

function choiceOf(sample: unknown): string {
  return typeof sample === 'object' && sample !== null && Object.keys(sample).length === 0 ? 'Skipped' : 'Kept';
}

function retrieve(): void {
  void runChosenStep(true);
}

function SampleOptions({ onAdd }: { readonly onAdd: () => void }) {
  const run = chosenState.value?.run.value;
  const isRunning = run !== undefined && !run.isOver;
  const hasFailed = hasSampleFailed.value;
  const skip = (): void => {
    if (chosenStep.value) keepSample(chosenStep.value.key, {});
    continueFrom('sample');
  };
  return (
    <div class={hasFailed ? 'sample is-failed' : 'sample'}>
      <Icon name="flask" />
      {hasFailed ? <SampleFailure /> : <p>Please choose one of the options to get a sample.</p>}
      <Button look="solid" isDisabled={isRunning} onClick={retrieve}>
        {isRunning && run.isSample ? 'Retrieving…' : `Retrieve sample from ${pageData.component.title}`}
      </Button>
      <Button onClick={onAdd}>Add sample manually</Button>
      <Button look="quiet" onClick={skip}>
        Skip sample
      </Button>
    </div>
  );
}

function SampleFailure() {
  const run = chosenState.value?.run.value;
  run?.version.value;
  const status = run?.status.value;
  const reason = status?.kind === 'failed' ? status.reason : undefined;
  return (
    <div class="sample-failure">
      <strong>Error!</strong>
      <p>{run?.errors[0] ?? reason ?? 'The step emitted nothing.'}</p>
      <p class="quiet">The log has the details.</p>
    </div>
  );
}

function SampleView({ sample, onEdit }: { readonly sample: unknown; readonly onEdit: () => void }) {
  const forget = (): void => {
    if (chosenState.value) chosenState.value.sample.value = undefined;
  };
  return (
    <>
      <JsonView value={sample} label="Sample" />
      <div class="buttons">
        <Button onClick={forget}>Back</Button>
        <Button onClick={retrieve}>Retrieve new sample</Button>
        <Button onClick={onEdit}>Edit</Button>
      </div>
    </>
  );
}

/** A sample written by hand, or made up from the out metadata. */
function SampleEditor({ onDone }: { readonly onDone: () => void }) {
  const text = useSignal(JSON.stringify(chosenState.value?.sample.value ?? {}, null, 2));
  const error = useSignal<string | undefined>(undefined);
  const schema = metadataState.value.metadata?.out;
  const makeUp = async (): Promise<void> => {
    const outcome = await ask<Outcome<unknown>>('POST', '/api/stub', { schema });
    if (outcome.kind === 'done') text.value = JSON.stringify(outcome.value, null, 2);
    else error.value = outcome.message;
  };
  const save = (): void => {
    try {
      if (chosenStep.value) keepSample(chosenStep.value.key, JSON.parse(text.value));
      onDone();
    } catch (reason) {
      error.value = `This is not JSON: ${(reason as Error).message}`;
    }
  };
  return (
    <>
      <CodeEditor text={text.value} language="json" label="Sample as JSON" onChange={(next) => (text.value = next)} />
      {error.value && <p class="field-warning">{error.value}</p>}
      <div class="buttons">
        <Button onClick={onDone}>Cancel</Button>
        <Button isDisabled={schema === undefined} onClick={() => void makeUp()}>
          Generate stub sample
        </Button>
        <Button look="solid" onClick={save}>
          Save
        </Button>
      </div>
    </>
  );
}
