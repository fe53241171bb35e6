import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AdmZip from 'adm-zip';
import Qualtrics from 'qualtrics-api';
import { Distribution } from 'qualtrics-api/dist/distribution.js';
import { Group } from 'qualtrics-api/dist/group.js';
import { IQDirectory } from 'qualtrics-api/dist/iq-directory.js';
import { MailingList } from 'qualtrics-api/dist/mailing-list.js';
import { Survey } from 'qualtrics-api/dist/survey.js';
import { User } from 'qualtrics-api/dist/user.js';
import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';
import { useSandbox } from '../support/sandbox.js';
import { methodsOf, watchClient } from '../support/walkedClient.js';

const CLASSES = [Qualtrics, IQDirectory, MailingList, Survey, Distribution, Group, User];
const FORMATS = ['csv', 'tsv', 'json', 'ndjson', 'xml', 'spss'];

/** Methods that make an object of the client's own, and ask nobody. */
const MAKE_OBJECTS = ['user', 'group', 'directory', 'mailingList', 'survey']
  .map((name) => `Qualtrics.${name}`)
  .concat('Survey.distribution');

/** The client that the npm registry has as `qualtrics-api`, unchanged, with the sandbox's address. */
describe('The client qualtrics-api', () => {
  const bench = useSandbox();
  const { calls, watch, table } = watchClient(CLASSES);
  const directory = () => bench.tenant.directories[0] as ContactDirectory;
  const listId = () => bench.tenant.mailingLists[0]?.mailingListId ?? '';
  const contactId = () => [...directory().contacts.keys()][0] ?? '';
  const survey = () => bench.tenant.surveys.find(({ isActive }) => isActive) ?? assert.fail();

  function aClient(): Qualtrics {
    return watch(
      new Qualtrics({
        apiToken: bench.tenant.apiToken,
        baseUrl: `${bench.sandbox.url}/API/v3/`,
        defaultDirectory: directory().options.directoryId,
        agent: new Agent(),
      }),
    );
  }

  it('knows who it is, and reads and changes users', async () => {
    const client = aClient();
    const { result } = await client.whoami();
    assert.equal((await client.allUsers()).result.elements.length, bench.tenant.users.length);
    assert.deepEqual((await client.getUsers()).result, (await client.allUsers()).result);
    assert.equal((await client.user(result.userId).getAll()).length, bench.tenant.users.length);
    await client.user(result.userId).update({ lastName: 'Renamed' });
    await client.updateUser(result.userId, { firstName: 'New' });
    assert.equal((await client.user(result.userId).get()).result.lastName, 'Renamed');
    assert.equal((await client.getUser(result.userId)).result.firstName, 'New');
  });

  it('makes groups and moves users in and out', async () => {
    const client = aClient();
    const userId = bench.tenant.user.id;
    const made = await client.addGroup('Testers', 'GT_DEFAULT');
    const group = client.group(made.result.id);
    assert.equal((await group.get()).result.name, 'Testers');
    assert.equal((await client.getGroup(made.result.id)).result.id, made.result.id);
    await group.addMember(userId);
    assert.deepEqual((await group.getMembers()).result.elements, [{ userId }]);
    await group.removeMember(userId);
    await client.addGroupMember(made.result.id, userId);
    await client.removeGroupMember(made.result.id, userId);
    assert.equal((await group.getMembers()).result.elements.length, 0);
    await group.add('More testers', 'GT_DEFAULT');
    for (const all of [client.allGroups(), client.getGroups(), group.getAll()]) assert.equal((await all).length, 3);
  });

  it('pages through a directory, and changes, unsubscribes and deletes a contact', async () => {
    const client = aClient();
    const contacts = client.directory();
    const count = directory().contacts.size;
    assert.equal((await contacts.getContacts()).result.elements.length, 100);
    assert.equal((await client.getDirectoryContacts()).result.elements.length, 100);
    assert.equal(new Set((await contacts.getAllContacts()).map(({ contactId: id }) => id)).size, count);
    assert.equal((await client.getAllDirectoryContacts()).length, count);
    const id = contactId();
    await contacts.updateContact(id, { firstName: 'Changed' });
    await client.updateDirectoryContact(id, { lastName: 'Too' });
    await contacts.unsubscribedContact(id);
    await client.unsubscribedDirectoryContact(id);
    const { result } = await contacts.getContact(id);
    assert.deepEqual([result.firstName, result.lastName, result.directoryUnsubscribed], ['Changed', 'Too', true]);
    assert.equal((await client.getDirectoryContact(id)).result.contactId, id);
    await contacts.removeContact(id);
    await client.removeDirectoryContact(contactId());
    assert.equal(directory().contacts.size, count - 2);
  });

  it('pages through a mailing list of more than a hundred', async () => {
    const list = aClient().mailingList(listId());
    assert.equal((await list.getContacts()).result.elements.length, 50);
    assert.equal((await list.getAllContacts()).length, 100);
    assert.equal((await list.getAllContacts(1000)).length, directory().members.count(listId()));
    assert.equal((await aClient().getListContacts(listId())).result.elements.length, 50);
  });

  it('makes a mailing list, fills it, changes it, and deletes it', async () => {
    const client = aClient();
    const ownerId = bench.tenant.user.id;
    const made = await client.mailingList('').add({ ownerId, name: 'Guests' });
    const list = client.mailingList(made.result.id);
    const { result: added } = await list.addContact({ email: 'one@example.com' });
    await list.addContacts([{ email: 'two@example.com' }, { email: 'three@example.com' }]);
    await client.addListContact(made.result.id, { email: 'four@example.com' });
    await list.updateContact(added.id, { firstName: 'One' });
    await client.updateListContact(made.result.id, added.id, { lastName: 'Guest' });
    const { result } = await list.getContact(added.id);
    assert.deepEqual(
      [result.firstName, result.lastName, result.contactLookupId],
      ['One', 'Guest', added.contactLookupId],
    );
    assert.equal((await client.getListContact(made.result.id, added.id)).result.contactId, added.id);
    await list.removeContact(added.id);
    assert.equal((await list.getAllContacts()).length, 3);
    await list.delete();
    assert.ok(!bench.tenant.mailingLists.some(({ mailingListId }) => mailingListId === made.result.id));
  });

  it('distributes links, reads them, and deletes the distribution', async () => {
    const client = aClient();
    const one = client.survey(survey().id);
    const { result } = await one.distribution('').add(listId(), { description: 'By the client' });
    await one.addDistribution(listId(), {});
    await client.addDistribution(survey().id, { mailingListId: listId() });
    assert.equal((await one.listDistribution('GeneratedInvite')).result.elements.length, 3);
    assert.equal((await client.getDistributions(survey().id)).result.elements.length, 3);
    const count = directory().members.count(listId());
    assert.equal((await one.distribution(result.id).contacts()).result.contacts.length, count);
    assert.equal((await one.getLinks(result.id)).result.contacts.length, count);
    assert.equal((await client.getDistributionLinks(survey().id, result.id)).result.contacts.length, count);
    await one.distribution(result.id).delete();
    await one.deleteDistribution(bench.tenant.distributions[0]?.id ?? '');
    assert.equal(bench.tenant.distributions.length, 1);
  });

  it('exports responses in every format', async () => {
    bench.tenant.behaviour.exportChecks = 0;
    const folder = await mkdtemp(join(tmpdir(), 'qualtrics-api-'));
    try {
      const exported = FORMATS.map(async (format) => {
        const file = join(folder, format);
        const client = aClient();
        if (format === 'csv') await client.downloadResponseExport(survey().id, file, format);
        else await client.survey(survey().id).downloadResponseExport(file, { format });
        const [entry] = new AdmZip(await readFile(file)).getEntries();
        assert.ok(entry && entry.getData().length > 1000, format);
        assert.match(entry.entryName, new RegExp(`\\.${format === 'spss' ? 'sav' : format}$`));
      });
      await Promise.all(exported);
      const one = aClient().survey(survey().id);
      const progressId = await one.createResponseExport({ format: 'json' });
      const fileId = await one.responseExportProgress(progressId);
      await one.fetchResponseExport(fileId, join(folder, 'again'));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('deletes responses', async () => {
    const client = aClient();
    const one = client.survey(survey().id);
    const before = survey().responses.counts().kept;
    const [first = '', second = ''] = await completedResponses(2);
    await one.deleteResponse(first);
    await client.deleteSurveyResponse(survey().id, second);
    assert.equal(survey().responses.counts().kept, before);
  });

  it('looks at sessions and closes them', async () => {
    const client = aClient();
    const [first, second] = [1, 2].map(() => bench.tenant.sessions.open(survey().id, {}).sessionId);
    const one = client.survey(survey().id);
    assert.equal((await one.getSession(first ?? '')).result.sessionId, first);
    assert.equal((await client.getSession(survey().id, second ?? '')).result.sessionId, second);
    await one.deleteSession(first ?? '');
    await client.deleteSession(survey().id, second ?? '');
  });

  it('was called by every method it has, and no call failed', () => {
    const called = new Set(calls.map(({ name }) => name));
    const never = CLASSES.flatMap(methodsOf).filter((name) => !called.has(name) && !MAKE_OBJECTS.includes(name));
    assert.deepEqual(never, []);
    console.log(`      ${table('qualtrics-api 2.5.0')}`);
    assert.deepEqual(
      calls.filter(({ error }) => error !== undefined),
      [],
    );
  });

  async function completedResponses(count: number): Promise<string[]> {
    const path = `${bench.sandbox.url}/sandbox/responses`;
    const body = JSON.stringify({ surveyId: survey().id, count });
    const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return ((await answer.json()) as { responseIds: string[] }).responseIds;
  }
});
