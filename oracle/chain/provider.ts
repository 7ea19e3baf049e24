import { FetchRequest, type JsonRpcPayload, JsonRpcProvider, type JsonRpcResult, Network } from "ethers";
import { RpcUnavailableError, WrongChainError } from "./errors.ts";

const RPC_TIMEOUT_MS = 15_000;

/** Sends to the first RPC node that answers, staying with it until it fails. */
class FallbackProvider extends JsonRpcProvider {
  readonly #urls: readonly string[];
  #current = 0;

  constructor(urls: readonly string[], chainId: number) {
    const network = Network.from(chainId);
    super(urls[0], network, { staticNetwork: network, batchMaxCount: 1, cacheTimeout: -1 });
    this.#urls = urls;
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    let cause: unknown;
    for (let tried = 0; tried < this.#urls.length; tried++) {
      try {
        return await post(this.#urls[this.#current] as string, payload);
      } catch (error) {
        cause = error;
        this.#current = (this.#current + 1) % this.#urls.length;
      }
    }
    throw new RpcUnavailableError(this.#urls.length, cause);
  }
}

const post = async (url: string, payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> => {
  const request = new FetchRequest(url);
  request.timeout = RPC_TIMEOUT_MS;
  request.body = JSON.stringify(payload);
  request.setHeader("content-type", "application/json");
  const response = await request.send();
  response.assertOk();
  return [response.bodyJson].flat();
};

/** A provider that was seen to serve the right chain. */
export const connectProvider = async (urls: readonly string[], chainId: number): Promise<JsonRpcProvider> => {
  const provider = new FallbackProvider(urls, chainId);
  const actual = await provider.send("eth_chainId", []);
  if (Number(actual) !== chainId) {
    provider.destroy();
    throw new WrongChainError(chainId, String(actual));
  }
  return provider;
};
