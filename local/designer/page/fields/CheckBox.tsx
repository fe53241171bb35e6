import type { ManifestField } from '../../../session/manifestShape.js';
import { HelpTip } from '../widgets/HelpTip.js';
import { helpIdOf, helpOf, Star } from './FieldFrame.js';

interface CheckBoxProps {
  readonly id: string;
  readonly field: ManifestField;
  readonly isTicked: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isTicked: boolean) => void;
}

/** CheckBoxView: a boxed row with the label inside. */
export function CheckBox({ id, field, isTicked, isDisabled = false, onChange }: CheckBoxProps) {
  const help = helpOf(field);
  return (
    <div class="field check-box">
      <input
        id={id}
        type="checkbox"
        checked={isTicked}
        disabled={isDisabled}
        aria-describedby={helpIdOf(id, field)}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <label htmlFor={id}>{field.label}</label>
      {field.required && <Star />}
      {help && <HelpTip id={`${id}-help`} html={help} />}
    </div>
  );
}
