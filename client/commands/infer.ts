// theriac infer --prove: a custodian's own run of a private model. The order comes by stdin; neither it nor anything
// computed from it but the answer is printed, logged or written to a file.
import { JsonRpcProvider } from "ethers";
import { z } from "zod";
import { loadModel } from "../../oracle/inference/loadModel.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex, ModelId } from "../../standards/hex.ts";
import type { InferenceRequest } from "../../standards/inference.ts";
import { address, bytes32 } from "../../standards/shapes.ts";
import type { Contracts } from "../deployment.ts";
import { inferPrivately, type PrivateOrder } from "../inferPrivately.ts";
import { submitProof } from "../submitProof.ts";
import type { Facts } from "./output.ts";

export type InferOptions = {
  readonly model: string;
  readonly provingKey?: string;
  /** Account of the endpoint that sends the answer; without it the answer is only printed. */
  readonly from?: string;
};

/** The order is not what `infer` reads. Its content is never repeated. */
export class BadOrderError extends TheriacError {
  readonly code = "BAD_ORDER";
  constructor(fields: string) {
    super("The order on stdin is not usable.", {
      context: { fields },
      hint: "One JSON object: x or record, inputSalt, requester, request, payee, and outputSalt if it was agreed.",
    });
  }
}

const number = z.union([z.int(), z.string().regex(/^\d+$/)]);

const requestShape = z.looseObject({
  modelId: bytes32,
  payloadHash: bytes32,
  inputCommitment: bytes32,
  consentId: bytes32,
  callback: address,
  callbackGasLimit: number.transform(Number),
  deadline: number.transform(Number),
  fee: number.transform(BigInt),
  mode: number.transform(Number),
  provenance: number.transform(Number),
  nonce: number.transform(BigInt),
});

const orderShape = z
  .strictObject({
    x: z.array(z.int().min(-1023).max(1023)).optional(),
    record: z.record(z.string(), z.unknown()).optional(),
    inputSalt: bytes32,
    outputSalt: bytes32.optional(),
    requester: address,
    request: requestShape,
    payee: address,
  })
  .refine(({ x, record }) => (x === undefined) !== (record === undefined), { path: ["x"] });

/** Reads an order; an error names fields, never values. */
export const parseOrder = (text: string): PrivateOrder => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadOrderError("not JSON");
  }
  const parsed = orderShape.safeParse(json);
  if (!parsed.success)
    throw new BadOrderError(
      [
        ...new Set(parsed.error.issues.map(({ path }) => path.slice(0, 2).join(".") || "unknown field")),
      ].join(),
    );
  const { x, record, inputSalt, outputSalt, requester, request, payee } = parsed.data;
  return {
    input: x === undefined ? (record ?? {}) : Int32Array.from(x),
    inputSalt,
    ...(outputSalt === undefined ? {} : { outputSalt }),
    requester,
    request: request as unknown as InferenceRequest,
    payee,
  };
};

/** Proves the order, submits the proof if asked to, and gives what custodian and grantee need. */
export const inferWithProof = async (
  contracts: Contracts,
  rpc: string,
  text: string,
  { model: name, provingKey, from }: InferOptions,
): Promise<Facts> => {
  const order = parseOrder(text);
  const folder = `models/${z
    .string()
    .regex(/^[\w-]+$/)
    .parse(name)}`;
  const model = await loadModel({ folder, expectedId: order.request.modelId as ModelId });
  const provider = new JsonRpcProvider(rpc, undefined, { batchMaxCount: 1, staticNetwork: true });
  try {
    const { chainId } = await provider.getNetwork();
    const oracle = (await contracts.oracle.getAddress()) as Hex;
    const answer = await inferPrivately(
      {
        model,
        chainId: Number(chainId),
        oracle,
        ...(provingKey === undefined ? {} : { provingKeyFile: provingKey }),
      },
      order,
    );
    const facts = {
      request: answer.requestId,
      inputCommitment: answer.inputCommitment,
      outputCommitment: answer.outputCommitment,
      proof: answer.proof,
      scores: [...answer.scores].join(" "),
      outputSalt: answer.outputSalt,
    };
    if (from === undefined) return facts;
    const sender = await provider.getSigner(address.parse(from));
    const { hash } = await submitProof(contracts, sender, { ...order, ...answer });
    return { ...facts, transaction: hash };
  } finally {
    model.dispose();
    provider.destroy();
  }
};
