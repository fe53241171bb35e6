import assert from 'node:assert/strict';
import { holdings } from '../../local/sandbox/routes/holdings.js';
import type { Manifest } from '../../local/session/manifestShape.js';
import { assertAccessible, assertFits, LOOKS } from '../support/browser.js';
import { stepInputs } from '../support/stepInputs.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

const manifest: Manifest = require('../../component.json');
const steps = Object.entries({ ...manifest.triggers, ...manifest.actions });

describe('Every step in the flow designer', () => {
  const bench = useDesignerPage();

  for (const [key, step] of steps) {
    for (const look of LOOKS) {
      it(`${step.title}: filled in and run, at ${look.width} px, ${look.scheme}`, async () => {
        const input = stepInputs(holdings(bench.sandbox.tenant))[key];
        assert.ok(input, `spec/support/stepInputs.ts has no input for ${key}`);
        const designer = await bench.open(look);
        await designer.prepare(key, input);
        await assertAccessible(designer.page);
        await designer.run();
        if (input.whileListening) await input.whileListening(designer.page);
        await designer.ended();
        assert.deepEqual(await designer.page.getByRole('alert').allTextContents(), []);
        assert.match(await designer.text('Emitted'), input.emitted);
        assert.match(await designer.text('Requests'), /\/API\/v3\/.*200/);
        assert.equal(bench.sandbox.tenant.events.all.length, 0, 'nothing stays subscribed');
        await assertAccessible(designer.page);
        await assertFits(designer.page);
      });
    }
  }
});
