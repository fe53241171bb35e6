import type { ComponentChildren } from 'preact';
import type { ManifestField } from '../../../session/manifestShape.js';
import { HelpTip } from '../widgets/HelpTip.js';

/** What a field says behind its (i): its note and its help. */
export function helpOf({ note, help }: ManifestField): string | undefined {
  const texts = [note, help?.description].filter((text) => text !== undefined && text !== '');
  return texts.length === 0 ? undefined : texts.join('<br>');
}

/** The id of a field's help, when it has any. */
export function helpIdOf(id: string, field: ManifestField): string | undefined {
  return helpOf(field) === undefined ? undefined : `${id}-help`;
}

interface FieldFrameProps {
  /** The id of the control. */
  readonly id: string;
  readonly field: ManifestField;
  readonly children: ComponentChildren;
}

/** A field: label, star when it is required, help, and below them its control. */
export function FieldFrame({ id, field, children }: FieldFrameProps) {
  const help = helpOf(field);
  return (
    <div class="field">
      <div class="field-label">
        <label id={`${id}-label`} htmlFor={id}>
          {field.label}
        </label>
        {field.required && <Star />}
        {help && <HelpTip id={`${id}-help`} html={help} />}
      </div>
      {children}
    </div>
  );
}

/** The mark of what is required; the control itself says so to screen readers. */
export function Star() {
  return (
    <span class="star" aria-hidden="true">
      *
    </span>
  );
}
