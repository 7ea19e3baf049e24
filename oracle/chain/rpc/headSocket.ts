import type { JsonRpcPayload } from "ethers";
import { WebSocket } from "ws";
import type { Clock } from "../../shared/clock.ts";
import { describeError } from "../../shared/errors.ts";
import type { Log } from "../../shared/log.ts";
import { delayOf } from "../../shared/retry.ts";
import { EndpointFailedError } from "../errors.ts";
import type { RpcMetrics } from "./metrics.ts";
import { type JsonRpcAnswer, parseAnswer, type Transport } from "./transport.ts";

export type HeadSocketDeps = {
  readonly url: string;
  /** Its place in the config's list. */
  readonly index: number;
  /** Told of every new block. It is a hint: what is true is asked for then. */
  readonly onHead: (number: number) => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly log: Log | undefined;
  readonly metrics: Pick<RpcMetrics, "webSocketUp"> | undefined;
};

export type HeadSocket = {
  /** Runs until the signal aborts. */
  readonly run: () => Promise<void>;
  /** Asks over the same connection. */
  readonly transport: Transport;
  /** Told of a block that was seen otherwise: a socket that has not spoken of it for long is opened anew. */
  readonly noteHead: (number: number) => void;
  readonly isOpen: () => boolean;
};

type Waiting = {
  readonly resolve: (answer: JsonRpcAnswer) => void;
  readonly reject: (error: unknown) => void;
};
type Message = {
  readonly method?: string;
  readonly params?: { readonly result?: { readonly number?: string } };
};

const HANDSHAKE_MS = 5_000;
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const RECONNECT = { attempts: Number.POSITIVE_INFINITY, firstDelayMs: 250, maxDelayMs: 30_000 };
/** Blocks seen otherwise that a socket may leave out before it counts as silent. */
const MISSED_HEADS = 3;
const SUBSCRIBE_ID = 0;

/** A WebSocket that tells of new blocks and is opened again, later and later, whenever it drops or falls silent. */
export const createHeadSocket = (deps: HeadSocketDeps): HeadSocket => {
  const { index, clock, random, signal, log, metrics } = deps;
  const label = { endpoint: String(index) };
  const waiting = new Map<number, Waiting>();
  let socket: WebSocket | undefined;
  let attempt: Promise<unknown> = Promise.resolve();
  let told = 0;
  let missed = 0;

  const onMessage = (body: string): void => {
    const message = JSON.parse(body) as Message & Partial<JsonRpcAnswer>;
    if (message.method === "eth_subscription") {
      told = Number(message.params?.result?.number ?? 0);
      missed = 0;
      deps.onHead(told);
      return;
    }
    const asked = waiting.get(message.id ?? Number.NaN);
    const answer = parseAnswer(body, message.id ?? Number.NaN);
    if (answer === undefined) asked?.reject(new EndpointFailedError(index, "malformed"));
    else asked?.resolve(answer);
  };
  /** One connection, from its opening to its end. True when it had opened. */
  const live = async (): Promise<boolean> => {
    const own = new WebSocket(deps.url, {
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    attempt = new Promise((resolve) => own.once("open", resolve).once("close", resolve));
    const stop = (): void => own.terminate();
    signal.addEventListener("abort", stop, { once: true });
    let hasOpened = false;
    own.on("open", () => {
      hasOpened = true;
      missed = 0;
      socket = own;
      own.send(JSON.stringify(subscription));
      metrics?.webSocketUp.set(label, 1);
      log?.info({ msg: "WebSocket open", endpoint: index });
    });
    own.on("message", (data) => {
      try {
        onMessage(String(data));
      } catch {
        own.terminate();
      }
    });
    own.on("error", (error) =>
      log?.debug({ msg: "WebSocket failed", endpoint: index, ...describeError(error) }),
    );
    await new Promise((resolve) => own.once("close", resolve));
    signal.removeEventListener("abort", stop);
    socket = undefined;
    metrics?.webSocketUp.set(label, 0);
    for (const { reject } of waiting.values()) reject(new EndpointFailedError(index, "connection"));
    return hasOpened;
  };
  return {
    run: async () => {
      for (let failures = 0; !signal.aborted; ) {
        failures = (await live()) ? 0 : failures + 1;
        if (signal.aborted) return;
        if (failures === 0) log?.warn({ msg: "WebSocket dropped; polling goes on", endpoint: index });
        await clock.wait(delayOf(failures, RECONNECT, random), signal);
      }
    },
    transport: socketTransport(
      index,
      async () => {
        await attempt;
        return socket;
      },
      waiting,
    ),
    noteHead: (number) => {
      missed = number > told ? missed + 1 : 0;
      if (missed < MISSED_HEADS || socket === undefined) return;
      log?.warn({ msg: "WebSocket is silent; opened anew", endpoint: index });
      socket.terminate();
    },
    isOpen: () => socket !== undefined,
  };
};

const subscription: JsonRpcPayload = {
  id: SUBSCRIBE_ID,
  jsonrpc: "2.0",
  method: "eth_subscribe",
  params: ["newHeads"],
};

/** Several calls share the connection, so each gets an id of its own there. */
const socketTransport = (
  endpoint: number,
  open: () => Promise<WebSocket | undefined>,
  waiting: Map<number, Waiting>,
): Transport => {
  let last = SUBSCRIBE_ID;
  return async (payload, signal) => {
    const socket = await open();
    if (socket === undefined || signal.aborted) throw new EndpointFailedError(endpoint, "connection");
    last += 1;
    const id = last;
    const abort = () => waiting.get(id)?.reject(new EndpointFailedError(endpoint, "timeout"));
    signal.addEventListener("abort", abort, { once: true });
    try {
      const answered = new Promise<JsonRpcAnswer>((resolve, reject) => waiting.set(id, { resolve, reject }));
      socket.send(JSON.stringify({ ...payload, id }));
      return { ...(await answered), id: payload.id };
    } finally {
      signal.removeEventListener("abort", abort);
      waiting.delete(id);
    }
  };
};
