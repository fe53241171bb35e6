import assert from 'node:assert/strict';
import { assertAccessible, assertFits, LOOKS } from '../support/browser.js';
import { useDesignerPage } from '../support/useDesignerPage.js';

const LONG_WORD = 'x'.repeat(300);
const SAMPLE = { [LONG_WORD]: 1, path: LONG_WORD, rows: [{ [LONG_WORD]: LONG_WORD }] };
const WEBHOOK = { cfg: { surveyId: { label: 'Customer satisfaction' } }, emitted: /./ };

/** In the page: what has moved by itself since it was opened, as browsers see it. */
const SHIFTED = `
  new Promise((resolve) => {
    const watching = new PerformanceObserver((list) => resolve(
      list.getEntries().flatMap(({ sources }) => sources.map(({ node }) => node?.outerHTML ?? '')),
    ));
    watching.observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => resolve([])));
  })`;

/** In the page: where its parts are, by their headings. */
const PLACES = `
  [...document.querySelectorAll('h1, h2')].map((heading) => {
    const { x, y, width, height } = (heading.closest('section') ?? heading.parentElement).getBoundingClientRect();
    return [heading.textContent, x, y, width, height].join(' ');
  })`;

async function completeResponse(sandboxUrl: string, surveyId: string): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/sandbox/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ surveyId }),
  });
  assert.ok(answer.ok);
}

describe('The looks of the flow designer', () => {
  const bench = useDesignerPage();
  afterEach(() => bench.sandbox.faults.clear());

  for (const look of LOOKS) {
    const { width, scheme } = look;

    it(`holds long texts, at ${width} px, ${scheme}`, async () => {
      const designer = await bench.open(look);
      await designer.prepare('makeRawRequest', { emitted: /./ });
      await designer.button('Paste a sample').click();
      await designer.field('Step').fill(LONG_WORD);
      await designer.field('Its message, as JSON').fill(JSON.stringify(SAMPLE));
      await designer.button('Save').click();
      await designer.button('Insert a value').first().click();
      await designer.page.getByRole('button', { name: `rows › ${LONG_WORD}` }).waitFor();
      await assertFits(designer.page);
      await designer.map({ Url: `${LONG_WORD}?${LONG_WORD}`, Method: LONG_WORD });
      await assertFits(designer.page);
      await designer.map({ Method: 'GET' });
      await designer.run();
      await designer.ended();
      await designer.page.getByRole('alert').waitFor();
      await assertFits(designer.page);
      await assertAccessible(designer.page);
    });

    it(`keeps everything where it is while a step runs, at ${width} px, ${scheme}`, async () => {
      const designer = await bench.open(look);
      await designer.prepare('newSurveyResponseWebhook', WEBHOOK);
      await designer.page.getByRole('heading', { name: 'Out', exact: true }).waitFor();
      const before = await designer.page.evaluate(PLACES);
      await designer.run();
      await designer.page.getByText(/^Waits at http/).waitFor();
      assert.deepEqual(await designer.page.evaluate(PLACES), before);
      await completeResponse(bench.sandbox.url, bench.sandbox.tenant.surveys[0]?.id ?? '');
      await designer.page.getByRole('region', { name: 'Emitted' }).getByText('1 message').waitFor();
      assert.deepEqual(await designer.page.evaluate(PLACES), before);
      await designer.button('Stop').click();
      await designer.ended();
      assert.deepEqual(await designer.page.evaluate(PLACES), before);
    });

    it(`keeps its head and the button that stops a step in view, at ${width} px, ${scheme}`, async () => {
      const designer = await bench.open(look);
      await designer.prepare('newSurveyResponseWebhook', WEBHOOK);
      await designer.run();
      await designer.page.getByText(/^Waits at http/).waitFor();
      await designer.page.getByRole('region', { name: 'Metadata' }).scrollIntoViewIfNeeded();
      await designer.page.keyboard.press('End');
      for (const part of [designer.page.getByRole('banner'), designer.button('Stop')]) {
        const box = await part.boundingBox();
        assert.ok(box && box.y >= 0 && box.y + box.height < 200, JSON.stringify(box));
      }
      await designer.button('Stop').click();
      await designer.ended();
    });

    it(`hides nothing behind the sandbox, and the sandbox behind nothing, at ${width} px, ${scheme}`, async () => {
      const designer = await bench.open(look);
      await designer.prepare('newSurveyResponseWebhook', WEBHOOK);
      await designer.button('Sandbox').click();
      await designer.page.getByText('Contacts in Customers').waitFor();
      const panel = designer.page.getByRole('complementary', { name: 'Sandbox' });
      const left = (await panel.boundingBox())?.x ?? 0;
      for (const name of ['Emitted', 'Requests', 'Log']) {
        const box = await designer.page.getByRole('region', { name, exact: true }).boundingBox();
        assert.ok(box && box.x + box.width <= left, `${name} ends before the panel begins`);
      }
      await assertFits(designer.page);
    });
  }

  it('comes as it stays: nothing moves while it loads', async () => {
    const designer = await bench.open();
    await designer.page.getByRole('radio').first().waitFor();
    assert.deepEqual(await designer.page.evaluate(SHIFTED), []);
  });

  it('has room for a log line of any length, which is scrolled to', async () => {
    const designer = await bench.open();
    const path = LONG_WORD.slice(0, 150);
    await designer.prepare('makeRawRequest', { body: { Url: path, Method: 'GET' }, emitted: /./ });
    await designer.run();
    await designer.ended();
    const cell = designer.page.getByRole('table', { name: 'Log' }).getByText(path).first();
    const [needed, given] = await cell.evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
    assert.equal(needed, given);
  });
});
