import { describe, expect, test } from '@jest/globals';
import type { Button } from '@slack/types';
import type { Offer, ReleaseView } from '../../src/model/release-view.ts';
import { releaseCard } from '../../src/views/card/card.ts';
import { parsePressValue } from '../../src/views/press.ts';
import { BASIS, ENDED, environment, HELD, NOW, OLD, release, rollback, status, view } from './fixtures.ts';

const ALL: readonly Offer[] = [
  'acknowledge',
  'lift',
  'rollback',
  'retry',
  'abort',
  'resume',
  'pause',
  'promoteFull',
  'promote',
  'reject',
  'approve',
];

function buttonsOf(drawn: ReleaseView): Button[] {
  return releaseCard(drawn, NOW).blocks.flatMap((block) =>
    block.type === 'actions' ? (block.elements as Button[]) : [],
  );
}

function labelled(drawn: ReleaseView, action: string): string | undefined {
  return buttonsOf(drawn).find((button) => button.action_id === action)?.text.text;
}

describe('the buttons of a card', () => {
  test('are exactly those that are offered, in one order', () => {
    const actions = buttonsOf(view(status('Progressing'), { offers: ALL })).map((button) => button.action_id);
    const offered = ALL.toReversed().map((offer) => `release.${offer}`);
    expect(actions).toEqual(
      offered.flatMap((action) => (action === 'release.reject' ? [action, 'form.reject'] : [action])),
    );
    expect(buttonsOf(view(status('Progressing'), { offers: [] }))).toEqual([]);
    expect(buttonsOf(view(status('Completed', { endedAt: ENDED }), { offers: ['rollback'] }))).toHaveLength(1);
  });

  test('carry what the card showed', () => {
    for (const button of buttonsOf(view(status('Progressing'), { offers: ALL }))) {
      const wanted =
        button.action_id === 'release.rollback'
          ? { release: 'shop-production-x7k2p', service: 'shop', environment: 'production', from: BASIS.hash }
          : { release: 'shop-production-x7k2p', basis: BASIS };
      expect(parsePressValue(button.value ?? '')).toEqual(wanted);
    }
  });

  test('to roll back further names the version, and carries it with the one to leave', () => {
    const further = { image: 'ghcr.io/acme/shop:1.3.9', hash: '5f6c' };
    const [button] = buttonsOf(view(status('RolledBack', { rollback: rollback() }), { offers: ['further'], further }));
    expect([button?.action_id, button?.text.text]).toEqual(['release.further', 'Roll back to 1.3.9 (last good)']);
    expect(parsePressValue(button?.value ?? '')).toEqual({
      release: null,
      service: 'shop',
      environment: 'production',
      from: BASIS.hash,
      to: '5f6c',
    });
    expect(button?.confirm).toBeDefined();
  });

  test('ask once more before traffic is taken away or checks are skipped', () => {
    const asking = buttonsOf(view(status('Progressing'), { offers: ALL })).filter((button) => button.confirm);
    expect(asking.map((button) => button.action_id)).toEqual([
      'release.reject',
      'release.promoteFull',
      'release.abort',
      'release.retry',
      'release.rollback',
      'release.lift',
    ]);
  });

  test('say which version comes back and which one goes', () => {
    const [button] = buttonsOf(view(status('Progressing'), { offers: ['rollback'] }));
    expect(button?.confirm?.text.text).toBe('1.4.2 comes back, 1.5.0 goes.');
    const [other] = buttonsOf(
      view(status('Progressing'), { offers: ['rollback'], wayBack: { image: 'ghcr.io/acme/old:1.4.2' } }),
    );
    expect(other?.confirm?.text.text).toBe('ghcr.io/acme/old:1.4.2 comes back, ghcr.io/acme/shop:1.5.0 goes.');
  });

  test('say what a hold was for before it is lifted', () => {
    const held = status('RolledBack', { endedAt: ENDED, rollback: rollback(), hold: HELD });
    const [button] = buttonsOf(view(held, { offers: ['lift'] }));
    expect(button?.confirm?.text.text).toBe(
      'Releases of shop in production may begin again. It was rolled back because of: Errors at checkout',
    );
  });

  test('promise the promotion only to the last approver', () => {
    const given = status('AwaitingApproval', { approvals: [{ by: 'U0LEAD', at: ENDED, basis: BASIS }] });
    const ofTwo = { environment: environment({ approvals: 2 }), offers: ['approve'] as const };
    expect(labelled(view(status('AwaitingApproval'), ofTwo), 'release.approve')).toBe('Approve');
    expect(labelled(view(given, ofTwo), 'release.approve')).toBe('Approve and promote');
    const elsewhere = { ...ofTwo, basis: { ...BASIS, step: 4 } };
    expect(labelled(view(given, elsewhere), 'release.approve')).toBe('Approve');
    expect(labelled(view(status('AwaitingApproval'), { offers: ['approve'] }), 'release.approve')).toBe(
      'Approve and promote',
    );
  });

  test('are left out where a name is too long to be carried', () => {
    const long = { ...release(status('Progressing')), name: 'x'.repeat(2_000) };
    expect(buttonsOf(view(null, { release: long, offers: ['pause'], wayBack: { image: OLD } }))).toEqual([]);
  });
});
