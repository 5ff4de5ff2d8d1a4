import { describe, test } from '@jest/globals';
import { expectGolden } from './golden.ts';
import { SITUATIONS } from './situations.ts';
import { expectValid } from './valid.ts';

describe('every situation is drawn as its golden file shows and Slack would accept it', () => {
  for (const [name, draw] of Object.entries(SITUATIONS)) {
    test(name, () => {
      const message = draw();
      expectGolden(name, message);
      expectValid(message);
    });
  }
});
