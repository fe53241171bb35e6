import { useSignal } from '@preact/signals';
import type { Schema } from '../../protocol.js';
import { Attachments } from '../mapping/Attachments.js';
import { expressionOf } from '../mapping/compile.js';
import { DeveloperMode } from '../mapping/DeveloperMode.js';
import { EarlierSteps } from '../mapping/EarlierSteps.js';
import { formOf } from '../mapping/fromValue.js';
import { MappingForm } from '../mapping/MappingForm.js';
import { MappingResult } from '../mapping/MappingResult.js';
import { configurationFields } from '../state/configuration.js';
import {
  evaluate,
  evaluation,
  inSchema,
  mapByExpression,
  mapping,
  mappingExpression,
  unmappedProperties,
} from '../state/mapping.js';
import { metadataState, reloadMetadata } from '../state/metadata.js';
import type { SectionState } from '../state/sections.js';
import { chosenState } from '../state/steps.js';
import { Button, IconButton } from '../widgets/Button.js';
import { MetadataProblem } from './MetadataProblem.js';
import { missingWords, Section } from './Section.js';

/** How the message for the step is made. */
export function MappingSection({ section }: { readonly section: SectionState }) {
  const schema = inSchema.value;
  const { isLoading } = metadataState.value;
  return (
    <Section
      section={section}
      title="Mapping"
      choice={mapping.value?.expression === undefined ? undefined : 'Developer mode'}
      missing={missingWords(unmappedProperties.value, 'Map')}
      isBusy={isLoading}
    >
      {schema ? <Mapping schema={schema} isLoading={isLoading} /> : <Unknown isLoading={isLoading} />}
    </Section>
  );
}

/** Said in the place of the boxes; what is wrong is said here when there is no configuration to say it in. */
function Unknown({ isLoading }: { readonly isLoading: boolean }) {
  if (isLoading) return <p class="quiet">Loading…</p>;
  if (configurationFields.value.length === 0) return <MetadataProblem />;
  return <p class="quiet">Nothing is known of the message yet: see "Configuration".</p>;
}

function Mapping({ schema, isLoading }: { readonly schema: Schema; readonly isLoading: boolean }) {
  const isOptionalHidden = useSignal(false);
  const isStuck = useSignal(false);
  const isDeveloper = mapping.value?.expression !== undefined;
  const toggle = (): void => {
    if (isDeveloper) isStuck.value = !leaveDeveloperMode(schema);
    else mapByExpression(mappingExpression.value);
  };
  const tryOut = async (): Promise<void> => {
    evaluation.value = await evaluate(mappingExpression.value);
  };
  return (
    <>
      <MappingBar
        isDeveloper={isDeveloper}
        isOptionalHidden={isOptionalHidden.value}
        isLoading={isLoading}
        onToggle={toggle}
        onFilter={() => (isOptionalHidden.value = !isOptionalHidden.value)}
      />
      {isStuck.value && isDeveloper && <StuckNote onStay={() => (isStuck.value = false)} />}
      <EarlierSteps />
      <Attachments />
      {isDeveloper ? (
        <DeveloperMode schema={schema} />
      ) : (
        <MappingForm schema={schema} isOptionalHidden={isOptionalHidden.value} />
      )}
      <div class="buttons">
        <Button onClick={() => void tryOut()}>Evaluate</Button>
      </div>
      {evaluation.value && <MappingResult outcome={evaluation.value} />}
    </>
  );
}

interface MappingBarProps {
  readonly isDeveloper: boolean;
  readonly isOptionalHidden: boolean;
  readonly isLoading: boolean;
  readonly onToggle: () => void;
  readonly onFilter: () => void;
}

function MappingBar({ isDeveloper, isOptionalHidden, isLoading, onToggle, onFilter }: MappingBarProps) {
  return (
    <div class="toolbar">
      <IconButton icon="code" name="Developer mode" isPressed={isDeveloper} onClick={onToggle} />
      {!isDeveloper && (
        <Button look="quiet" onClick={onFilter}>
          {isOptionalHidden ? 'Show optional fields' : 'Hide optional fields'}
        </Button>
      )}
      <Button look="quiet" icon="reload" isDisabled={isLoading} onClick={reloadMetadata}>
        {isLoading ? 'Loading…' : 'Reload'}
      </Button>
    </div>
  );
}

/** Goes back to the form, where that can show what the expression says. False when it cannot. */
function leaveDeveloperMode(schema: Schema): boolean {
  const state = chosenState.value;
  if (!state) return true;
  const { expression, properties } = state.mapping.value;
  const isUntouched = expression === expressionOf(schema, { expression: undefined, properties });
  const form = isUntouched || expression === undefined ? properties : readForm(schema, expression);
  if (form) state.mapping.value = { expression: undefined, properties: form };
  return form !== undefined;
}

function readForm(schema: Schema, expression: string) {
  try {
    return formOf(schema, JSON.parse(expression));
  } catch {
    return undefined;
  }
}

/** Said when developer mode has more than the form can show. */
function StuckNote({ onStay }: { readonly onStay: () => void }) {
  const discard = (): void => {
    mapByExpression(undefined);
    onStay();
  };
  return (
    <div class="note">
      <p>The form cannot show this expression. Going back to it discards what you wrote here.</p>
      <div class="buttons">
        <Button onClick={discard}>Discard it</Button>
        <Button onClick={onStay}>Stay</Button>
      </div>
    </div>
  );
}
