import type { Locator, Page } from 'playwright-core';
import type { Manifest, ManifestField, ManifestStep } from '../../local/session/manifestShape.js';
import type { StepInput } from './stepInputs.js';

/** The designer as a person uses it: by what they read, never by how it is made. */
export class DesignerPage {
  readonly page: Page;
  readonly #manifest: Manifest;

  constructor(page: Page, manifest: Manifest) {
    this.page = page;
    this.#manifest = manifest;
  }

  async choose(title: string): Promise<void> {
    await this.page.getByRole('radio', { name: title, exact: true }).check();
  }

  async proceed(): Promise<void> {
    await this.page.getByRole('button', { name: 'Continue' }).click();
  }

  async verify(): Promise<void> {
    await this.page.getByRole('button', { name: 'Verify' }).click();
    await this.page.getByRole('button', { name: /Credential Verified/ }).waitFor();
  }

  /** Fills in fields of a step, in the order in which they stand. */
  async fillIn(step: ManifestStep, values: NonNullable<StepInput['cfg']>): Promise<void> {
    const fields = Object.entries(step.fields ?? {}).sort(([, a], [, b]) => (b.order ?? 0) - (a.order ?? 0));
    for (const [name, field] of fields) {
      const value = values[name];
      if (value !== undefined) await this.#fill(field, value);
    }
  }

  /** Writes into the boxes of the mapping. */
  async map(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [title, text] of Object.entries(values)) {
      await this.page.getByLabel(title, { exact: true }).fill(text);
    }
  }

  /** The control of a field or property, by its label. */
  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Chooses a function and goes through its sections as far as there is something to fill in. */
  async prepare(key: string, input: StepInput): Promise<void> {
    const step = { ...this.#manifest.triggers, ...this.#manifest.actions }[key];
    if (!step) throw new Error(`There is no step ${key}.`);
    await this.choose(step.title);
    await this.proceed();
    await this.proceed();
    if (Object.keys(step.fields ?? {}).length > 0) {
      await this.fillIn(step, input.cfg ?? {});
      await this.proceed();
    }
    if (input.body) {
      await this.map(input.body);
      await this.proceed();
    }
  }

  async run(): Promise<void> {
    await this.page.getByRole('button', { name: 'Run' }).click();
  }

  /** Waits until the step has ended, however that may be. */
  async ended(): Promise<void> {
    await this.page.getByText(/^(Done in|Failed after|Stopped after)/).waitFor();
  }

  /** What stands in a region. */
  async text(region: string): Promise<string> {
    return (await this.page.getByRole('region', { name: region }).textContent()) ?? '';
  }

  async #fill(field: ManifestField, value: string | boolean | { readonly label: string }): Promise<void> {
    const control = this.page.getByLabel(field.label, { exact: true });
    if (typeof value === 'boolean') await control.setChecked(value);
    else if (field.viewClass === 'SelectView') await control.selectOption(value);
    else await control.fill(String(value));
  }
}
