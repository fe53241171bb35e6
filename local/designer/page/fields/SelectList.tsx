import { useSignal } from '@preact/signals';
import type { Choice } from '../../protocol.js';
import { IconButton } from '../widgets/Button.js';
import { FieldFrame, helpIdOf } from './FieldFrame.js';
import type { ListProps } from './listProps.js';

/** From so many choices on, a list can be searched. */
const MANY = 8;

/** SelectView: one of several choices; those that the component gives can be asked for again. */
export function SelectList({ id, field, value, list, isDisabled = false, onChange, onReload }: ListProps<string>) {
  const find = useSignal('');
  const { choices, isLoading, error } = list;
  const isGone = value !== '' && !isLoading && !choices.some((choice) => choice.value === value);
  const found = choices.filter(({ label, value: one }) => one === value || fits(label, find.value));
  return (
    <FieldFrame id={id} field={field}>
      <div class="select-row">
        <select
          id={id}
          value={value}
          disabled={isDisabled}
          aria-required={field.required}
          aria-busy={isLoading}
          aria-describedby={helpIdOf(id, field)}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        >
          <option value="">{promptOf(field.prompt, isLoading && choices.length === 0)}</option>
          {isLoading && value !== '' && choices.length === 0 && <option value={value}>{value}</option>}
          {isGone && <option value={value}>{value} (not in the list)</option>}
          {found.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        {choices.length >= MANY && <Find onChange={(text) => (find.value = text)} isDisabled={isDisabled} />}
        {onReload && (
          <IconButton
            icon="reload"
            name="Reload the list"
            describedBy={`${id}-label`}
            isDisabled={isDisabled || isLoading}
            isBusy={isLoading && !isDisabled}
            onClick={onReload}
          />
        )}
      </div>
      {error && <p class="field-error">{error}</p>}
    </FieldFrame>
  );
}

function promptOf(prompt: string | undefined, isLoading: boolean): string {
  return isLoading ? 'Loading…' : (prompt ?? 'Choose');
}

/** Whether a label has every word that is looked for. */
export function fits(label: string, find: string): boolean {
  const text = label.toLowerCase();
  return find
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** A box that narrows a list down. */
export function Find(props: { readonly onChange: (text: string) => void; readonly isDisabled?: boolean }) {
  return (
    <input
      class="find"
      type="search"
      placeholder="Find"
      aria-label="Find"
      disabled={props.isDisabled}
      onInput={({ currentTarget }) => props.onChange(currentTarget.value)}
    />
  );
}

/** Choices that stand in the manifest. */
export function staticChoices(model: Readonly<Record<string, string>>): Choice[] {
  return Object.entries(model).map(([value, label]) => ({ value, label }));
}
