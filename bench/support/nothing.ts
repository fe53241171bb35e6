import { reportMeasured } from './child.js';

/** Child of a bench: Node with nothing to do. */
void reportMeasured(async () => undefined);
