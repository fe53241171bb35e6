import type { SandboxSetting, SandboxState, SandboxSwitch } from '../protocol.js';
import { askSandbox } from './askSandbox.js';
import { deedsFor, type Holdings, shownHoldings } from './deeds.js';
import { FAULT_PRESETS, type FaultPreset } from './faultPresets.js';

/** What a sandbox says of itself, by `GET /sandbox`. */
interface Sandbox {
  readonly behaviour: Readonly<Record<string, unknown>>;
  readonly faults: readonly PlannedFault[];
  readonly requests: number;
  readonly brand: Holdings;
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
  responseLagMs: { title: 'Responses lag (ms)', help: 'How long a response just completed cannot be read.' },
  exportLagMs: { title: 'Exports lag (ms)', help: 'How late exports show what happens to responses.' },
  linkLagMs: { title: 'Links lag (ms)', help: 'How long a new distribution lists too few links.' },
  exportChecks: { title: 'Exports take (looks)', help: 'How often a running export is not complete yet.' },
};

const BEHAVIOUR_PREFIX = 'behaviour.';

/** What the panel shows of the sandbox at an address. Throws an Error when it does not answer. */
export async function sandboxState(url: string): Promise<SandboxState> {
  const { behaviour, faults, requests, brand } = await askSandbox<Sandbox>(url, 'GET', '/sandbox');
  const names = [...new Set([...Object.keys(BEHAVIOUR), ...Object.keys(behaviour)])].filter(
    (name) => name in behaviour,
  );
  return {
    holdings: shownHoldings(brand),
    deeds: deedsFor(brand),
    switches: faultSwitches(faults),
    settings: names.map((name) => settingOf(name, behaviour[name])),
    requests,
  };
}

function settingOf(name: string, value: unknown): SandboxSetting {
  const { title, help } = BEHAVIOUR[name] ?? { title: inWords(name), help: undefined };
  const id = BEHAVIOUR_PREFIX + name;
  if (typeof value === 'number' || typeof value === 'boolean') return { id, title, help, value, isJson: false };
  return { id, title, help, value: JSON.stringify(value ?? null), isJson: true };
}

/** `reportPageSize` → `Report page size`. */
function inWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Switches a fault on or off, or changes a behaviour. Throws an Error when the sandbox refuses. */
export async function changeSandbox(url: string, id: string, value: unknown): Promise<void> {
  if (id.startsWith(BEHAVIOUR_PREFIX)) {
    await askSandbox(url, 'PATCH', '/sandbox/behaviour', { [id.slice(BEHAVIOUR_PREFIX.length)]: value });
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
  await askSandbox(url, 'POST', '/sandbox/faults', { match, fault, times });
}

/** The sandbox forgets all faults at once or none: the others are planned again. */
async function unplan(url: string, preset: FaultPreset): Promise<void> {
  const { faults } = await askSandbox<Sandbox>(url, 'GET', '/sandbox');
  await askSandbox(url, 'DELETE', '/sandbox/faults');
  for (const planned of faults) {
    if (!isOf(planned, preset)) await plan(url, planned.match, planned.fault, planned.left);
  }
}
