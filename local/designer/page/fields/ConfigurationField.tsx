import { type ChoicesState, choicesFor, reloadChoices } from '../state/choices.js';
import { configuration, fillIn, isOpen, type NamedField } from '../state/configuration.js';
import { CheckBox } from './CheckBox.js';
import { MultiSelectList } from './MultiSelectList.js';
import { SelectList, staticChoices } from './SelectList.js';
import { TextArea, TextField } from './TextFields.js';

const NONE: ChoicesState = { isLoading: false, choices: [], error: undefined };

/** A field of a step, by its view class; greyed until the fields it requires are filled. */
export function ConfigurationField({ field }: { readonly field: NamedField }) {
  const { name, viewClass } = field;
  const value = configuration.value[name];
  const isDisabled = !isOpen(field);
  const common = { id: `field-${name}`, field, isDisabled };
  const onText = (text: string): void => fillIn(name, text);
  switch (viewClass) {
    case 'CheckBoxView':
      return <CheckBox {...common} isTicked={value === true} onChange={(isTicked) => fillIn(name, isTicked)} />;
    case 'SelectView':
      return <SelectList {...common} {...listOf(field, isDisabled)} value={text(value)} onChange={onText} />;
    case 'MultiSelectView': {
      const chosen = Array.isArray(value) ? value.map(String) : [];
      return (
        <MultiSelectList
          {...common}
          {...listOf(field, isDisabled)}
          value={chosen}
          onChange={(all) => fillIn(name, all)}
        />
      );
    }
    case 'TextAreaView':
      return <TextArea {...common} value={text(value)} onChange={onText} />;
    default:
      return (
        <TextField {...common} isSecret={viewClass === 'PasswordFieldView'} value={text(value)} onChange={onText} />
      );
  }
}

function text(value: unknown): string {
  return value === undefined ? '' : String(value);
}

/** The choices of a field, from the manifest or from the component. */
function listOf(field: NamedField, isDisabled: boolean) {
  if (typeof field.model === 'object') return { list: { ...NONE, choices: staticChoices(field.model) } };
  if (field.model === undefined) return { list: NONE };
  return { list: isDisabled ? NONE : choicesFor(field), onReload: () => reloadChoices(field) };
}
