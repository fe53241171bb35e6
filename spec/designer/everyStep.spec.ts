import assert from 'node:assert/strict';
import type { Manifest } from '../../local/session/manifestShape.js';
import { assertAccessible, assertFits, LOOKS, useBrowser } from '../support/browser.js';
import { useDesigner } from '../support/designer.js';
import { brandOf, DesignerPage } from '../support/designerPage.js';
import { stepInputs } from '../support/stepInputs.js';

const manifest: Manifest = require('../../component.json');
const steps = Object.entries({ ...manifest.triggers, ...manifest.actions });

describe('Every step in the flow designer', () => {
  const bench = useDesigner();
  const browser = useBrowser();

  for (const [key, step] of steps) {
    for (const look of LOOKS) {
      it(`${step.title}: filled in and run, at ${look.width} px, ${look.scheme}`, async () => {
        const input = stepInputs(await brandOf(bench.designer.sandboxUrl))[key];
        assert.ok(input, `spec/support/stepInputs.ts has no input for ${key}`);
        const page = await browser.open(bench.url, look);
        const designer = new DesignerPage(page, manifest);
        await designer.prepare(key, input);
        await assertAccessible(page);
        await designer.run();
        if (input.whileListening) await input.whileListening(page);
        await designer.ended();
        assert.deepEqual(await page.getByRole('alert').allTextContents(), []);
        assert.match(await designer.text('Emitted'), input.emitted);
        assert.match(await designer.text('Requests'), /\/API\/v3\/.*200/);
        await assertAccessible(page);
        await assertFits(page);
      });
    }
  }
});
