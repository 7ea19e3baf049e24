import { type JsonRpcPayload, JsonRpcProvider, type JsonRpcResult, Network } from "ethers";
import type { JsonRpcAnswer } from "./transport.ts";

type Exchange = (payload: JsonRpcPayload) => Promise<JsonRpcAnswer>;

/** No endpoint's own: where calls go is decided call by call. */
const NO_ADDRESS = "http://127.0.0.1:0";

/** An ethers provider whose calls go out at once: its queue would hold each for a turn of the timer. */
export class DirectProvider extends JsonRpcProvider {
  readonly #exchange: Exchange;
  #lastId = 0;

  constructor(chainId: number, exchange: Exchange) {
    const network = Network.from(chainId);
    super(NO_ADDRESS, network, { staticNetwork: network, batchMaxCount: 1, cacheTimeout: -1 });
    this.#exchange = exchange;
  }

  override async send(method: string, params: unknown[] | Record<string, unknown>): Promise<unknown> {
    this.#lastId += 1;
    const payload: JsonRpcPayload = { id: this.#lastId, jsonrpc: "2.0", method, params };
    const answer = await this.#exchange(payload);
    if ("error" in answer) {
      const { code, message, data } = answer.error;
      throw this.getRpcError(payload, { id: payload.id, error: { code, message: message ?? "", data } });
    }
    return answer.result;
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    return (await Promise.all([payload].flat().map(this.#exchange))) as JsonRpcResult[];
  }
}
