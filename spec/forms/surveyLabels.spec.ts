import assert from 'node:assert/strict';
import { PRODUCT_TEST } from '../../local/sandbox/brand/surveys/demoQuestions.js';
import { newSurvey } from '../../local/sandbox/brand/surveys/newSurvey.js';
import { surveyLabels } from '../../src/forms/surveyLabels.js';
import { aClient } from '../support/client.js';
import { useSandbox } from '../support/sandbox.js';

describe('The list of surveys to choose from', () => {
  const bench = useSandbox();

  /** Adds a survey without responses. */
  function add(id: string, name: string, isActive = true): void {
    bench.tenant.surveys.push(
      newSurvey({ id, name, isActive, content: PRODUCT_TEST, count: 0, seed: 1, since: 0, until: 1 }),
    );
  }
  const labels = () => surveyLabels(aClient(bench.sandbox));

  it('is sorted by name, and says which survey is inactive', async () => {
    const names = ['Customer satisfaction', 'Événements / retours 🎉', 'Onboarding: first week?'];
    assert.deepEqual(Object.values(await labels()), [...names, 'Product test 2025 (inactive)']);
  });

  it('has the surveys of all pages', async () => {
    for (let made = 0; made < 350; made += 1) add(`SV_${made}`, `Survey ${made}`);
    assert.equal(Object.keys(await labels()).length, 354);
  });

  it('tells surveys of one name apart by their ids, also where the names only look the same', async () => {
    add('SV_1', 'Customer satisfaction', false);
    add('SV_2', 'customer  Satisfaction');
    add('SV_3', '');
    const { SV_1, SV_2, SV_3, ...others } = await labels();
    assert.deepEqual([SV_1, SV_2], ['Customer satisfaction (SV_1) (inactive)', 'customer  Satisfaction (SV_2)']);
    assert.equal(SV_3, 'Survey without a name (SV_3)');
    assert.equal(others[bench.tenant.surveys[0]?.id ?? ''], 'Customer satisfaction (SV_aBpZHs9ILCIy6sM)');
  });
});
