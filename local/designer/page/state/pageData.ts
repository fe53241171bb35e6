import type { PageData } from '../../protocol.js';

function read(): PageData {
  const text = document.getElementById('page-data')?.textContent;
  if (!text) throw new Error('The page came without its data.');
  return JSON.parse(text) as PageData;
}

/** What came with the page: the component, where its steps run, the credential that is there. */
export const pageData = read();
