import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordName } from '../../../src/drivers/store/names.ts';

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
/** From 1970 until the ninth digit is needed. */
const time = fc.integer({ min: 0, max: 36 ** 8 - 1 });

describe('the name of a release', () => {
  test('says service, environment and, in short, the time', () => {
    expect(recordName({ service: 'shop', environment: 'production' }, Date.UTC(2026, 2, 2, 10))).toBe(
      'shop-production-mm90chs0',
    );
  });

  test('is one that Kubernetes takes as a name and as a label', () => {
    fc.assert(
      fc.property(label, label, time, (service, environment, ms) => {
        expect(recordName({ service, environment }, ms)).toMatch(/^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
      }),
    );
  });

  test('begins with the service and the environment as far as there is room', () => {
    fc.assert(
      fc.property(label, label, time, (service, environment, ms) => {
        const name = recordName({ service, environment }, ms);
        const prefix = name.slice(0, name.lastIndexOf('-'));
        expect(`${service}-${environment}`.startsWith(prefix)).toBe(true);
        if (service.length + environment.length < 54) expect(prefix).toBe(`${service}-${environment}`);
      }),
    );
  });

  test('sorts by time within a service and environment', () => {
    fc.assert(
      fc.property(label, label, time, time, (service, environment, a, b) => {
        const [nameA, nameB] = [recordName({ service, environment }, a), recordName({ service, environment }, b)];
        expect(Math.sign(a - b)).toBe(nameA < nameB ? -1 : nameA > nameB ? 1 : 0);
      }),
    );
  });
});
