import { webglFacts } from './webglFacts.ts';

webglFacts().then(
  (facts) => self.postMessage({ facts }),
  (error: unknown) => self.postMessage({ failure: String(error) }),
);
