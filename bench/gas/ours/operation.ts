import type { Chain } from "../chain.ts";

/** Gas of operations of ours, by name. */
export type Gas = Readonly<Record<string, number>>;

/** Deploys one room's contracts on a chain of its own and measures what it is answerable for. */
export type Room = (chain: Chain) => Promise<Gas>;
