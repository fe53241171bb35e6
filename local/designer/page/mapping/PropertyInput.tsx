import { earlierSteps } from '../state/samples.js';
import { IconButton } from '../widgets/Button.js';
import type { Leaf, PropertyMapping } from './model.js';
import { RowsInput } from './RowsInput.js';
import { TypeTag } from './TypeTag.js';

interface PropertyInputProps {
  readonly id: string;
  readonly leaf: Leaf;
  readonly property: PropertyMapping;
  readonly problem: string | undefined;
  readonly onChange: (next: PropertyMapping) => void;
}

/** The box of a property: text, a chip for a value of an earlier step, or JSONata. */
export function PropertyInput(props: PropertyInputProps) {
  const { id, leaf, property, problem, onChange } = props;
  if (property.kind === 'rows') return <RowsInput id={id} leaf={leaf} rows={property} onChange={onChange} />;
  return (
    <div class={problem ? 'property-box has-problem' : 'property-box'}>
      {property.kind === 'reference' && <Chip {...props} property={property} />}
      {property.kind === 'literal' && <LiteralInput {...props} text={property.text} />}
      {property.kind === 'jsonata' && <JsonataInput {...props} text={property.text} />}
      <TypeTag type={leaf.schema.type} />
    </div>
  );
}

function LiteralInput({ id, leaf, problem, text, onChange }: PropertyInputProps & { readonly text: string }) {
  return (
    <input
      id={id}
      type="text"
      value={text}
      placeholder={leaf.schema.enum?.map(String).join(', ')}
      aria-required={leaf.isRequired}
      aria-invalid={problem !== undefined}
      aria-describedby={problem ? `${id}-problem` : undefined}
      autocomplete="off"
      spellcheck={false}
      onInput={({ currentTarget }) => onChange({ kind: 'literal', text: currentTarget.value })}
    />
  );
}

function JsonataInput({ id, leaf, text, onChange }: PropertyInputProps & { readonly text: string }) {
  const rows = Math.min(12, Math.max(1, text.split('\n').length));
  return (
    <textarea
      id={id}
      class="code"
      rows={leaf.schema.type === 'string' ? rows : Math.max(2, rows)}
      value={text}
      placeholder={placeholderOf(leaf)}
      aria-required={leaf.isRequired}
      spellcheck={false}
      onInput={({ currentTarget }) => onChange({ kind: 'jsonata', text: currentTarget.value })}
    />
  );
}

function placeholderOf({ schema }: Leaf): string {
  if (schema.type === 'array') return 'A list: JSON or JSONata';
  return schema.type === 'object' ? 'An object: JSON or JSONata' : 'JSONata';
}

interface ChipProps extends Omit<PropertyInputProps, 'property'> {
  readonly property: Extract<PropertyMapping, { kind: 'reference' }>;
}

/** A value of an earlier step: `1. Its title | its name`. */
function Chip({ id, property, onChange }: ChipProps) {
  const { stepId, path } = property;
  const step = earlierSteps.value.find((one) => one.id === stepId);
  const title = step ? step.title : 'a step that is not there any more';
  return (
    <span id={id} class={step ? 'chip' : 'chip is-gone'}>
      <span class="chip-text">
        {stepId.replace('step_', '')}. {title} | <strong>{path.join(' › ')}</strong>
      </span>
      <IconButton
        icon="close"
        name="Remove the value"
        describedBy={`${id}-label`}
        onClick={() => onChange({ kind: 'literal', text: '' })}
      />
    </span>
  );
}
