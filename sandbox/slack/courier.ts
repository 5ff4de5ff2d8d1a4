/** How what people do gets to the bot: by a socket while one is open, else by signed HTTP. */
import type { BotRequest, Delivery, DeliveryRecord, Kind, SendOptions } from './delivery.ts';
import type { Dispatch } from './dispatch.ts';
import type { Ledger } from './ledger.ts';
import type { Json } from './message.ts';
import type { Sockets } from './sockets.ts';
import type { Workspace } from './workspace.ts';

export interface CourierParts {
  readonly workspace: Workspace;
  readonly dispatch: Dispatch;
  readonly sockets: Sockets;
  /** Where everything that is sent is written down. */
  readonly log: Ledger<DeliveryRecord>;
}

export class Courier {
  readonly #parts: CourierParts;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /** Rejects if it is to be forged, and goes by a socket: there is nothing to sign. */
  async send(kind: Kind, payload: Json, options: SendOptions = {}): Promise<Delivery> {
    const { workspace, log } = this.#parts;
    const record: DeliveryRecord = { at: workspace.now(), kind, payload, result: null };
    const id = log.add(record);
    workspace.changed();
    const delivery = await this.#carry(kind, payload, options);
    log.rewrite(id, { ...record, result: { ack: delivery.ack, failure: delivery.failure } });
    workspace.changed();
    return delivery;
  }

  #carry(kind: Kind, payload: Json, options: SendOptions): Promise<Delivery> {
    const { dispatch, sockets } = this.#parts;
    if (sockets.open.length === 0) {
      return this.#isSocketApp ? Promise.resolve(NOBODY_LISTENS) : dispatch.send(kind, payload, options);
    }
    if (Object.keys(options).length > 0) throw new Error('Only signed HTTP can be forged, and a socket is open.');
    return sockets.send(kind, payload);
  }

  replay(request: BotRequest): Promise<Delivery> {
    const { dispatch, sockets } = this.#parts;
    return 'envelope' in request ? sockets.resend(request.envelope) : dispatch.replay(request);
  }

  /** An app that opened sockets before and never told an address waits for nothing else. */
  get #isSocketApp(): boolean {
    const { workspace, dispatch } = this.#parts;
    return dispatch.botUrl === null && workspace.tickets.issued > 0;
  }
}

const NOBODY_LISTENS: Delivery = {
  request: { headers: {}, body: '' },
  ack: { status: 0, body: 'dispatch_failed', ms: 0 },
  failure: 'dispatch_failed',
};
