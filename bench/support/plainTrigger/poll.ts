import { pagesByHand } from '../byHand.js';

/** What the sailor calls the trigger on. */
interface Step {
  emit(event: 'data', message: { readonly body: object; readonly headers: object }): Promise<void>;
}

/** Plain paging by hand under the sailor: each page is a message, as with the trigger that it is measured against. */
export async function process(this: Step, _message: unknown, cfg: Readonly<Record<string, string>>): Promise<void> {
  const { url = '', directoryId = '', ...credential } = cfg;
  for await (const result of pagesByHand(url, credential, directoryId)) {
    await this.emit('data', { body: { result }, headers: {} });
  }
}
