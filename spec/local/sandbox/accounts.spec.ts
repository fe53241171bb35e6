import assert from 'node:assert/strict';
import { ask } from '../../support/ask.js';
import { useSandbox } from '../../support/sandbox.js';

describe('Users, groups and sessions of the sandbox', () => {
  const bench = useSandbox();
  const survey = () => bench.tenant.surveys.find(({ isActive }) => isActive) ?? assert.fail();

  it('refuse what is unknown', async () => {
    for (const path of [
      '/users/UR_x',
      '/groups/GR_x',
      '/groups/GR_x/members',
      `/surveys/${survey().id}/sessions/FS_x`,
    ]) {
      assert.equal((await ask(bench, `GET ${path}`)).status, 404);
    }
    const path = `/groups/${bench.tenant.groups[0]?.id}/members`;
    assert.equal((await ask(bench, `POST ${path}`, { body: { userId: 'UR_x' } })).status, 404);
    assert.equal((await ask(bench, `POST ${path}`, { body: {} })).status, 400);
    const user = { body: { userType: 'UT_BRANDADMIN' } };
    assert.equal((await ask(bench, `PUT /users/${bench.tenant.user.id}`, user)).status, 400);
  });

  it('are found by the name that they sign in with', async () => {
    const [, second] = bench.tenant.users;
    type Users = { elements: { id: string }[] };
    const find = async (name: string) => (await ask<Users>(bench, `GET /users?username=${name}`)).result.elements;
    assert.deepEqual(
      (await find(second?.username ?? '')).map(({ id }) => id),
      [second?.id],
    );
    assert.deepEqual(await find('nobody'), []);
  });

  it('open a session of a survey, with its questions', async () => {
    const body = { language: 'EN', embeddedData: { level: 'plus' } };
    type Session = { sessionId: string; questions: unknown[]; embeddedData: object };
    const opened = await ask<Session>(bench, `POST /surveys/${survey().id}/sessions`, { body });
    assert.equal(opened.status, 201);
    assert.deepEqual(opened.result.embeddedData, { level: 'plus' });
    assert.ok(opened.result.questions.length > 0);
    const other = bench.tenant.surveys.find(({ id }) => id !== survey().id);
    assert.equal((await ask(bench, `GET /surveys/${other?.id}/sessions/${opened.result.sessionId}`)).status, 404);
  });
});
