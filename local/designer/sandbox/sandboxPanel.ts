import type { SandboxDeed, SandboxSetting, SandboxState, SandboxSwitch } from '../protocol.js';
import { FAULT_PRESETS, type FaultPreset } from './faultPresets.js';

/** What a sandbox says of itself, by `GET /sandbox`. */
interface Sandbox {
  readonly behaviour: Readonly<Record<string, unknown>>;
  readonly faults: readonly PlannedFault[];
  readonly requests: number;
}

interface PlannedFault {
  readonly match: string;
  readonly fault: Readonly<Record<string, unknown>>;
  readonly left: number;
}

/** How the sandbox's own words for behaviour read to people; what is not here is shown as it is called. */
const BEHAVIOUR: Readonly<Record<string, { readonly title: string; readonly help: string }>> = {
  indexLagMs: { title: 'Search lags (ms)', help: 'How late the search index shows a change.' },
  readLagMs: { title: 'Reads lag (ms)', help: 'How long a contact just created is not found.' },
  loosePhones: { title: 'Loose phone numbers', help: 'Search compares phone numbers by their digits.' },
  tellsMilliseconds: { title: 'Times in milliseconds', help: 'Search tells times to the millisecond.' },
  tokenLifetimeSeconds: { title: 'Tokens last (s)', help: 'How long a token is good for.' },
  insistsOnScope: { title: 'Insists on a scope', help: 'A token request without a scope is refused.' },
  exportChecks: { title: 'Exports take (looks)', help: 'How often a running export is not complete yet.' },
};

const BEHAVIOUR_PREFIX = 'behaviour.';

/** What the panel shows of the sandbox at an address. Throws an Error when it does not answer. */
export async function sandboxState(url: string): Promise<SandboxState> {
  const { behaviour, faults, requests } = await ask<Sandbox>(url, 'GET', '/sandbox');
  const { holdings, deeds } = await holdingsOf(url);
  const named = Object.entries(behaviour).map(([name, value]) => {
    const { title, help } = BEHAVIOUR[name] ?? { title: name, help: 'As GET /sandbox has it.' };
    return { id: BEHAVIOUR_PREFIX + name, title, help, value };
  });
  const switches = named.flatMap(({ value, ...rest }): SandboxSwitch[] =>
    typeof value === 'boolean' ? [{ ...rest, isOn: value }] : [],
  );
  const settings = named.flatMap(({ value, ...rest }): SandboxSetting[] =>
    typeof value === 'number' ? [{ ...rest, value }] : [],
  );
  return { holdings, deeds, settings, switches: [...faultSwitches(faults), ...switches], requests };
}

/** Switches a fault or a behaviour on or off, or gives a behaviour a number. */
export async function changeSandbox(url: string, id: string, value: boolean | number): Promise<void> {
  if (id.startsWith(BEHAVIOUR_PREFIX)) {
    await ask(url, 'PATCH', '/sandbox/behaviour', { [id.slice(BEHAVIOUR_PREFIX.length)]: value });
    return;
  }
  const preset = FAULT_PRESETS.find((one) => one.id === id);
  if (!preset) throw new Error(`The sandbox has no "${id}".`);
  if (value) await plan(url, preset.match, preset.fault, preset.times);
  else await unplan(url, preset);
}

function faultSwitches(planned: readonly PlannedFault[]): SandboxSwitch[] {
  return FAULT_PRESETS.map((preset) => ({
    id: preset.id,
    title: preset.title,
    help: preset.help,
    isOn: planned.some((fault) => isOf(fault, preset)),
  }));
}

function isOf({ match, fault }: PlannedFault, preset: FaultPreset): boolean {
  return new RegExp(preset.match).source === match && JSON.stringify(fault) === JSON.stringify(preset.fault);
}

async function plan(url: string, match: string, fault: object, times: number): Promise<void> {
  await ask(url, 'POST', '/sandbox/faults', { match, fault, times });
}

/** The sandbox forgets all faults at once or none: the others are planned again. */
async function unplan(url: string, preset: FaultPreset): Promise<void> {
  const { faults } = await ask<Sandbox>(url, 'GET', '/sandbox');
  await ask(url, 'DELETE', '/sandbox/faults');
  for (const planned of faults) {
    if (!isOf(planned, preset)) await plan(url, planned.match, planned.fault, planned.left);
  }
}

async function holdingsOf(_url: string): Promise<Pick<SandboxState, 'holdings' | 'deeds'>> {
  const deeds: SandboxDeed[] = [];
  return { holdings: [], deeds };
}

async function ask<T>(url: string, method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${url}${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`The sandbox answers ${answer.status} to ${method} ${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
