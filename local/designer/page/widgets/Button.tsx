import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.js';

interface ButtonProps {
  readonly onClick: (event: MouseEvent) => void;
  readonly look?: 'solid' | 'outlined' | 'quiet';
  readonly icon?: IconName;
  readonly isDisabled?: boolean;
  readonly children: ComponentChildren;
}

/** A button with words. */
export function Button({ onClick, look = 'outlined', icon, isDisabled = false, children }: ButtonProps) {
  return (
    <button type="button" class={`button is-${look}`} disabled={isDisabled} onClick={onClick}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps {
  readonly icon: IconName;
  /** What it does: read out, and shown when pointed at. */
  readonly name: string;
  readonly onClick: () => void;
  readonly isDisabled?: boolean;
  readonly isBusy?: boolean;
  readonly isPressed?: boolean;
  /** The id of what it belongs to. */
  readonly describedBy?: string;
}

/** A button with a drawing. */
export function IconButton(props: IconButtonProps) {
  const { icon, name, onClick, isDisabled = false, isBusy = false, isPressed, describedBy } = props;
  return (
    <button
      type="button"
      class={isBusy ? 'icon-button is-busy' : 'icon-button'}
      aria-label={name}
      aria-describedby={describedBy}
      aria-pressed={isPressed}
      title={name}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
