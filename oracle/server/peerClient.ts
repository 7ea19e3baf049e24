import type { Hex } from "../../standards/hex.ts";
import type { PeerAnswer, Peers } from "../domain/ports.ts";
import { PeerUnavailableError } from "./errors.ts";
import { peerAnswerShape } from "./proposalShape.ts";

export type PeerAddress = { readonly operator: Hex; readonly url: string };

/** More than any answer needs. */
const MAX_ANSWER_BYTES = 4_096;

/** Asks other operators over HTTP. What they answer counts only once its signature was checked. */
export const createPeers = (addresses: readonly PeerAddress[]): Peers => {
  const urls = new Map(addresses.map(({ operator, url }) => [operator.toLowerCase(), url]));
  return {
    operators: addresses.map(({ operator }) => operator),
    propose: async (operator, proposal, signal) => {
      const url = urls.get(operator.toLowerCase());
      if (url === undefined) throw new PeerUnavailableError(operator, "UNKNOWN");
      const response = await post(operator, `${url.replace(/\/+$/, "")}/v1/proposals`, proposal, signal);
      if (![200, 409, 425].includes(response.status)) {
        await response.body?.cancel();
        throw new PeerUnavailableError(operator, `HTTP ${response.status}`);
      }
      return parseAnswer(operator, await readText(operator, response));
    },
  };
};

const post = async (operator: Hex, url: string, body: unknown, signal: AbortSignal): Promise<Response> => {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
      signal,
    });
  } catch {
    throw new PeerUnavailableError(operator, signal.aborted ? "TIMED_OUT" : "UNREACHABLE");
  }
};

const readText = async (operator: Hex, response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new PeerUnavailableError(operator, "ANSWER_TOO_LARGE");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const parseAnswer = (operator: Hex, text: string): PeerAnswer => {
  try {
    return peerAnswerShape.parse(JSON.parse(text));
  } catch {
    throw new PeerUnavailableError(operator, "MALFORMED_ANSWER");
  }
};
