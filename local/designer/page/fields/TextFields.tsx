import type { ManifestField } from '../../../session/manifestShape.js';
import { FieldFrame, helpIdOf } from './FieldFrame.js';

export interface TextFieldProps {
  readonly id: string;
  readonly field: ManifestField;
  readonly value: string;
  readonly isDisabled?: boolean;
  /** Shown in an empty field instead of its own placeholder. */
  readonly placeholder?: string | undefined;
  readonly onChange: (text: string) => void;
}

/** TextFieldView and PasswordFieldView. */
export function TextField(props: TextFieldProps & { readonly isSecret?: boolean }) {
  const { id, field, value, isDisabled = false, isSecret = false, placeholder, onChange } = props;
  const attributes = {
    id,
    value,
    disabled: isDisabled,
    placeholder: placeholder ?? field.placeholder,
    'aria-required': field.required,
    'aria-describedby': helpIdOf(id, field),
    spellcheck: false,
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => onChange(currentTarget.value),
  };
  return (
    <FieldFrame id={id} field={field}>
      {isSecret ? (
        <input {...attributes} type="password" autocomplete="new-password" />
      ) : (
        <input {...attributes} type="text" autocomplete="off" />
      )}
    </FieldFrame>
  );
}

/** TextAreaView. */
export function TextArea({ id, field, value, isDisabled = false, placeholder, onChange }: TextFieldProps) {
  return (
    <FieldFrame id={id} field={field}>
      <textarea
        id={id}
        rows={3}
        value={value}
        disabled={isDisabled}
        placeholder={placeholder ?? field.placeholder}
        aria-required={field.required}
        aria-describedby={helpIdOf(id, field)}
        spellcheck={false}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </FieldFrame>
  );
}
