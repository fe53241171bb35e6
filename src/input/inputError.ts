/**
 * What a person typed or mapped cannot be used. The message is one sentence that names the field as the UI labels
 * it and shows the value, so a flow builder can fix it. Most are thrown before any request; the others say what was found.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}
