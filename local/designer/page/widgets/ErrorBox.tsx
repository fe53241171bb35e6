import { Icon } from './Icon.js';

interface ErrorBoxProps {
  readonly title: string;
  /** As it was thrown. */
  readonly message: string;
  readonly hint?: string;
  readonly details?: string | undefined;
}

/** Something that went wrong: what it was, in the words in which it was thrown. */
export function ErrorBox({ title, message, hint, details }: ErrorBoxProps) {
  return (
    <div class="error-box">
      <Icon name="warning" />
      <div class="error-words">
        <p class="error-title">{title}</p>
        <div role="alert" class="error-message">
          {message}
        </div>
        {hint && <p class="quiet">{hint}</p>}
        {details && (
          <details>
            <summary>Where it was thrown</summary>
            <pre>{details}</pre>
          </details>
        )}
      </div>
    </div>
  );
}
