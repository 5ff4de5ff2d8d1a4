/** A Slack workspace stand-in: what tests and the sandbox's programs use of it. */
export type { Failure } from './acts.ts';
export type { AppSocket } from './app-socket.ts';
export { validateMessage, validateView } from './block-kit/index.ts';
export type { CallRecord } from './call-desk.ts';
export type { Control } from './controls.ts';
export type { Ack, BotRequest, Delivery, SendOptions } from './delivery.ts';
export type { Driver, PressOptions } from './driver.ts';
export type { Fault, FaultHandle } from './faults.ts';
export { type KeptWorkspace, keptOf, keptWorkspace } from './kept.ts';
export type { Message } from './message.ts';
export type { SharedFile } from './screen.ts';
export type { Seed } from './seed.ts';
export { type SlackWorkspace, startWorkspace, type WorkspaceOptions } from './server.ts';
export type { Confirm, Which } from './sight.ts';
export type { DisconnectReason } from './sockets.ts';
export type { OpenView } from './view-stack.ts';
