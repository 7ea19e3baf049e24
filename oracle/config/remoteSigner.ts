import { computeAddress, keccak256 } from "ethers";
import { z } from "zod";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { recoverSigner } from "../../standards/signatures.ts";
import type { Signer } from "../domain/signer.ts";
import { createExchange, type Exchange, ExchangeError, type ExchangeReply } from "../shared/exchange.ts";

/** Thrown when the signing service does not sign; it may later. */
export class SignerUnavailableError extends TheriacError {
  override readonly code = "SIGNER_UNAVAILABLE";
  override readonly retryable = true;
  constructor(signer: Hex, why: string) {
    super("The remote signer does not sign.", {
      context: { signer, why },
      hint: "Check operator.remoteSigner: its url, certificates and whether it holds the key of that address.",
    });
  }
}

export type RemoteSignerOptions = {
  /** Whose key it is: the address of the signing key. */
  readonly address: Hex;
  /** Where Web3Signer listens. */
  readonly url: string;
  readonly timeoutMs: number;
  /** PEM texts. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Sent as a bearer token, for a proxy in front of it. */
  readonly token?: string | undefined;
};

export type RemoteSigner = Signer & {
  /** Asks whether the service holds the key. Throws SIGNER_UNAVAILABLE. */
  readonly check: () => Promise<void>;
  readonly close: () => void;
};

const MAX_REPLY_BYTES = 262_144;

const publicKeys = z.array(z.string().regex(/^0x[0-9a-fA-F]{128}$/));

/**
 * A signing key that Web3Signer keeps: it hashes what it is given with keccak256 and signs that. What it says counts only
 * once it recovers to the configured address.
 */
export const createRemoteSigner = (options: RemoteSignerOptions): RemoteSigner => {
  const { address, ca, cert, key } = options;
  const exchange = createExchange({ ca, cert, key });
  /** The name under which the service knows the key: its public key. */
  let identifier: string | undefined;

  const check = async (): Promise<void> => {
    const reply = await ask(options, exchange, "GET", "api/v1/eth1/publicKeys");
    identifier = findKey(options, reply.body);
  };

  const sign = async (preimage: Hex): Promise<Hex> => {
    if (identifier === undefined) await check();
    const path = `api/v1/eth1/sign/${identifier}`;
    const body = JSON.stringify({ data: preimage });
    let reply: ExchangeReply;
    try {
      reply = await ask(options, exchange, "POST", path, body);
    } catch (error) {
      // It may have been started anew without the key: the next call looks again.
      identifier = undefined;
      throw error;
    }
    const signature = reply.body.trim().toLowerCase() as Hex;
    if (recoverSigner(keccak256(preimage), signature)?.toLowerCase() !== address.toLowerCase())
      throw new SignerUnavailableError(address, "WRONG_SIGNATURE");
    return signature;
  };

  return { signer: address, sign, check, close: exchange.close };
};

const ask = async (
  { address, url, timeoutMs, token }: RemoteSignerOptions,
  exchange: Exchange,
  method: "GET" | "POST",
  path: string,
  body?: string,
): Promise<ExchangeReply> => {
  const headers: Record<string, string> = { accept: "application/json, text/plain" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  let reply: ExchangeReply;
  try {
    reply = await exchange.send({
      method,
      url: new URL(path, url.endsWith("/") ? url : `${url}/`),
      headers,
      maxBytes: MAX_REPLY_BYTES,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    throw new SignerUnavailableError(address, error instanceof ExchangeError ? error.why : "FAILED");
  }
  // What the service says beside that may quote what was to be signed.
  if (reply.status === 404) throw new SignerUnavailableError(address, "NO_SUCH_KEY");
  if (reply.status !== 200) throw new SignerUnavailableError(address, `HTTP ${reply.status}`);
  return reply;
};

const findKey = ({ address }: RemoteSignerOptions, text: string): string => {
  let keys: readonly string[];
  try {
    keys = publicKeys.parse(JSON.parse(text));
  } catch {
    throw new SignerUnavailableError(address, "MALFORMED_KEYS");
  }
  const found = keys.find((key) => addressOf(key)?.toLowerCase() === address.toLowerCase());
  if (found === undefined) throw new SignerUnavailableError(address, "NO_SUCH_KEY");
  return found;
};

/** Of an uncompressed public key without its 04; undefined if that is no point of the curve. */
const addressOf = (key: string): string | undefined => {
  try {
    return computeAddress(`0x04${key.slice(2)}`);
  } catch {
    return undefined;
  }
};
