import type { holdings } from '../../sandbox/routes/holdings.js';
import type { SandboxDeeds, SandboxState } from '../protocol.js';
import { askSandbox } from './askSandbox.js';

const MANY = 1000;

/** What a sandbox holds, by `GET /sandbox`. */
export type Holdings = ReturnType<typeof holdings>;

/** What a sandbox holds, as lines with numbers. */
export function shownHoldings(brand: Holdings): SandboxState['holdings'] {
  const { directories, surveys, distributions, eventSubscriptions, contactImports } = brand;
  return [
    ...directories.map(({ name, directoryId, contactCount }) => ({
      title: `Contacts in ${name ?? directoryId}`,
      count: contactCount,
    })),
    ...directories
      .flatMap(({ mailingLists }) => mailingLists)
      .map(({ name, contactCount }) => ({ title: `Members of ${name}`, count: contactCount })),
    ...surveys.map(({ name, isActive, responseCount }) => ({
      title: `Responses to ${name}${isActive ? '' : ' (inactive)'}`,
      count: responseCount,
    })),
    { title: 'Distributions', count: distributions },
    { title: 'Imports of contacts', count: contactImports },
    { title: 'Event subscriptions', count: eventSubscriptions },
  ];
}

/** What can be done in a sandbox that holds this. */
export function deedsFor({ directories, surveys }: Holdings): SandboxDeeds[] {
  return [
    {
      label: 'Respond to',
      choices: surveys
        .filter(({ isActive }) => isActive)
        .map(({ surveyId, name }) => ({ value: surveyId, label: name })),
      deeds: [
        { id: 'complete', title: 'Complete a response', help: 'Whoever subscribed to it gets a notice.' },
        { id: 'save', title: 'Save one in part', help: 'As somebody who stops half way.' },
      ],
    },
    {
      label: 'Add to',
      choices: directories.map(({ directoryId, name }) => ({ value: directoryId, label: name ?? directoryId })),
      deeds: [{ id: 'contacts', title: 'Add a thousand contacts', help: 'All of them created now.' }],
    },
  ];
}

/** Does something in a sandbox. Throws an Error when it refuses. */
export async function doInSandbox(url: string, id: string, choice: string): Promise<void> {
  switch (id) {
    case 'complete':
    case 'save':
      await askSandbox(url, 'POST', '/sandbox/responses', { surveyId: choice, partial: id === 'save' });
      return;
    case 'contacts':
      await askSandbox(url, 'POST', '/sandbox/contacts', { directoryId: choice, count: MANY });
      return;
    default:
      throw new Error(`The sandbox cannot "${id}".`);
  }
}
