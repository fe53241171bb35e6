import { useSignal } from '@preact/signals';
import { IconButton } from '../widgets/Button.js';
import { HelpTip } from '../widgets/HelpTip.js';
import { helpIdOf, helpOf, Star } from './FieldFrame.js';
import type { ListProps } from './listProps.js';
import { Find, fits } from './SelectList.js';

const MANY = 8;

/** MultiSelectView: any of several choices. */
export function MultiSelectList(props: ListProps<readonly string[]>) {
  const { id, field, value, list, isDisabled = false, onChange, onReload } = props;
  const find = useSignal('');
  const toggle = (choice: string, isTicked: boolean): void =>
    onChange(list.choices.map((one) => one.value).filter((one) => (one === choice ? isTicked : value.includes(one))));
  return (
    <fieldset
      class="field"
      aria-labelledby={`${id}-label`}
      aria-describedby={helpIdOf(id, field)}
      disabled={isDisabled}
    >
      <MultiSelectHead {...props} onFind={(text) => (find.value = text)} />
      <div class="choices">
        {list.choices.length === 0 && <p class="quiet">{list.isLoading ? 'Loading…' : (field.prompt ?? 'None')}</p>}
        {list.choices
          .filter((choice) => fits(choice.label, find.value))
          .map((choice) => (
            <label key={choice.value} class="choice">
              <input
                type="checkbox"
                checked={value.includes(choice.value)}
                onChange={({ currentTarget }) => toggle(choice.value, currentTarget.checked)}
              />
              {choice.label}
            </label>
          ))}
      </div>
      {list.error && <p class="field-error">{list.error}</p>}
      {onReload && <span class="quiet">{value.length} chosen</span>}
    </fieldset>
  );
}

/** Label, help, search and reload. */
function MultiSelectHead(props: ListProps<readonly string[]> & { readonly onFind: (text: string) => void }) {
  const { id, field, list, isDisabled = false, onReload, onFind } = props;
  const help = helpOf(field);
  return (
    <div class="field-label">
      <span id={`${id}-label`}>{field.label}</span>
      {field.required && <Star />}
      {help && <HelpTip id={`${id}-help`} html={help} />}
      {list.choices.length >= MANY && <Find onChange={onFind} />}
      {onReload && (
        <IconButton
          icon="reload"
          name="Reload the list"
          isDisabled={isDisabled || list.isLoading}
          isBusy={list.isLoading && !isDisabled}
          onClick={onReload}
        />
      )}
    </div>
  );
}
