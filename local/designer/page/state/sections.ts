import { computed, signal } from '@preact/signals';
import { configurationFields, missingFields } from './configuration.js';
import { credentialFields, missingCredentialFields, verification } from './credential.js';
import { evaluation, inSchema, mappingProblems, unmappedProperties } from './mapping.js';
import { metadataState } from './metadata.js';
import { chosenKey, chosenState, chosenStep } from './steps.js';

export type SectionId = 'function' | 'credential' | 'configuration' | 'mapping' | 'sample';

/** `open`: could be filled in, though an earlier one is not finished with. */
export type SectionStatus = 'done' | 'current' | 'open' | 'unreachable' | 'error';

export interface SectionState {
  readonly id: SectionId;
  /** From 1, consecutive over the sections that apply. */
  readonly number: number;
  readonly status: SectionStatus;
  readonly isComplete: boolean;
  /** Whether its content is shown. */
  readonly isExpanded: boolean;
  /** Whether it has the button that leads on. */
  readonly isCurrent: boolean;
}

/** Sections that were finished with "Continue", for each function. */
const passed = signal<ReadonlySet<string>>(new Set());

/** Sections that were opened or closed by hand. */
const toggled = signal<ReadonlyMap<SectionId, boolean>>(new Map());

const mayHaveInput = computed(() => {
  if (chosenStep.value?.kind !== 'action') return false;
  const { key, metadata } = metadataState.value;
  return key !== chosenKey.value || metadata === undefined || inSchema.value !== undefined;
});

const applying = computed<readonly SectionId[]>(() => [
  'function',
  ...(Object.keys(credentialFields).length > 0 ? (['credential'] as const) : []),
  ...(chosenStep.value === undefined || configurationFields.value.length > 0 ? (['configuration'] as const) : []),
  ...(mayHaveInput.value ? (['mapping'] as const) : []),
  'sample',
]);

/** Whether the last try to retrieve a sample gave none. */
export const hasSampleFailed = computed(() => {
  const { run, sample } = chosenState.value ?? {};
  const last = run?.value;
  if (!last?.isSample || sample?.value !== undefined) return false;
  return last.isOver && last.bodies.length === 0;
});

function isComplete(id: SectionId): boolean {
  switch (id) {
    case 'function':
      return chosenKey.value !== undefined;
    case 'credential':
      return missingCredentialFields.value.length === 0;
    case 'configuration':
      return missingFields.value.length === 0;
    case 'mapping':
      return inSchema.value !== undefined && unmappedProperties.value.length === 0;
    case 'sample':
      return chosenState.value?.sample.value !== undefined;
  }
}

function hasError(id: SectionId): boolean {
  switch (id) {
    case 'credential':
      return verification.value.kind === 'refused';
    case 'configuration':
      return metadataState.value.error !== undefined;
    case 'mapping':
      if (metadataState.value.error !== undefined && configurationFields.value.length === 0) return true;
      return mappingProblems.value.length > 0 || evaluation.value?.kind === 'failed';
    case 'sample':
      return hasSampleFailed.value;
    default:
      return false;
  }
}

function passKey(id: SectionId): string {
  return id === 'function' ? id : `${chosenKey.value} ${id}`;
}

/** The sections that apply, in order, each with its state. */
export const sections = computed<readonly SectionState[]>(() => {
  let isReachable = true;
  let isCurrentFound = false;
  return applying.value.map((id, index) => {
    const complete = isComplete(id);
    const isPassed = isReachable && complete && passed.value.has(passKey(id));
    const isCurrent = isReachable && !isPassed && !isCurrentFound;
    isCurrentFound ||= isCurrent;
    const reached = isReachable;
    isReachable &&= complete;
    return {
      id,
      number: index + 1,
      status: statusOf(reached, isPassed, isCurrent, hasError(id)),
      isComplete: complete,
      isExpanded: reached && (toggled.value.get(id) ?? !isPassed),
      isCurrent,
    };
  });
});

function statusOf(isReached: boolean, isPassed: boolean, isCurrent: boolean, isWrong: boolean): SectionStatus {
  if (!isReached) return 'unreachable';
  if (isWrong) return 'error';
  if (isPassed) return 'done';
  return isCurrent ? 'current' : 'open';
}

/** Opens a section that is closed, and the other way round. */
export function toggleSection(id: SectionId): void {
  const section = sections.value.find((one) => one.id === id);
  if (section) toggled.value = new Map(toggled.value).set(id, !section.isExpanded);
}

/** Opens or closes all sections that can be. */
export function toggleAll(isExpanded: boolean): void {
  toggled.value = new Map(sections.value.map(({ id }) => [id, isExpanded]));
}

/** Finishes with a section and goes on to the next. Gives its id. */
export function continueFrom(id: SectionId): SectionId | undefined {
  const next = applying.value[applying.value.indexOf(id) + 1];
  passed.value = new Set(passed.value).add(passKey(id));
  toggled.value = new Map();
  return next;
}
