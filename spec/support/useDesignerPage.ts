import type { Manifest } from '../../local/session/manifestShape.js';
import { LOOKS, type Look, useBrowser } from './browser.js';
import { type DesignerBench, type DesignerOptions, useDesigner } from './designer.js';
import { DesignerPage } from './designerPage.js';

export interface PageBench extends DesignerBench {
  /** The designer in a new page, nothing chosen yet. */
  open(look?: Look): Promise<DesignerPage>;
}

const USUAL: Look = LOOKS[1] ?? { width: 1400, scheme: 'dark' };

/** A designer and a browser for the specs of a file. */
export function useDesignerPage(options: DesignerOptions = {}): PageBench {
  const bench = useDesigner(options);
  const browser = useBrowser();
  const open: PageBench['open'] = async (look = USUAL) => {
    const page = await browser.open(bench.url, look);
    return new DesignerPage(page, bench.designer.manifest as Manifest);
  };
  return Object.defineProperties({ open }, Object.getOwnPropertyDescriptors(bench)) as PageBench;
}
