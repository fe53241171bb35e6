import { useSignal } from '@preact/signals';
import { fits } from '../fields/SelectList.js';
import type { SectionState } from '../state/sections.js';
import { allSteps, chosenKey, chosenStep, type StepEntry } from '../state/steps.js';
import { HelpTip } from '../widgets/HelpTip.js';
import { Section } from './Section.js';

const KINDS = { trigger: 'Triggers', action: 'Actions' } as const;

/** The steps of the component, one to be chosen. */
export function FunctionSection({ section }: { readonly section: SectionState }) {
  const find = useSignal('');
  const found = allSteps.filter(({ step, key }) => key === chosenKey.value || fits(step.title, find.value));
  return (
    <Section section={section} title="Function" choice={section.isExpanded ? undefined : chosenStep.value?.step.title}>
      <input
        class="find is-wide"
        type="search"
        placeholder="Find function"
        aria-label="Find function"
        onInput={({ currentTarget }) => (find.value = currentTarget.value)}
      />
      {(['trigger', 'action'] as const).map((kind) => {
        const entries = found.filter((entry) => entry.kind === kind);
        return entries.length > 0 && <FunctionList key={kind} title={KINDS[kind]} entries={entries} />;
      })}
      {found.length === 0 && <p class="quiet">No function is called like that.</p>}
    </Section>
  );
}

function FunctionList({ title, entries }: { readonly title: string; readonly entries: readonly StepEntry[] }) {
  return (
    <fieldset class="functions">
      <legend>{title}</legend>
      {entries.map(({ key, step }) => (
        <div key={key} class="function">
          <input
            type="radio"
            id={`function-${key}`}
            name="function"
            checked={chosenKey.value === key}
            onChange={() => (chosenKey.value = key)}
          />
          <label htmlFor={`function-${key}`}>{step.title}</label>
          {step.help?.description && <HelpTip id={`function-${key}-help`} html={step.help.description} />}
        </div>
      ))}
    </fieldset>
  );
}
