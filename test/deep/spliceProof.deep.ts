// The genomic model without letting a genome out: the custodian proves, the chain checks. Building the circuit and its
// key takes longer than everything else here.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { keyPath, readNetwork } from "../../circuits/commands/models.ts";
import { developmentSetup } from "../../circuits/developmentKey.ts";
import { formatKeyFile, type KeyFile, transcriptHashOf } from "../../circuits/keyFile.ts";
import { proveWitnessEqual } from "../../circuits/proveWitnessEqual.ts";
import { parseR1cs } from "../../circuits/r1cs.ts";
import { requestInference } from "../../client/requestInference.ts";
import { type AskWindow, spliceEffect } from "../../client/spliceEffect.ts";
import { readDataset } from "../../models/splice-site/dataset.ts";
import { BOUNDARY } from "../../models/splice-site/features.ts";
import { readParameters } from "../../scripts/ignition/readParameters.ts";
import { removeDeployment } from "../../scripts/ignition/removeDeployment.ts";
import { createFleet } from "../../scripts/local/fleet.ts";
import { governed } from "../../scripts/local/governor.ts";
import { type LocalNetwork, startNetwork } from "../../scripts/local/network.ts";
import { createReport } from "../../scripts/local/report.ts";
import { giveConsent } from "../../scripts/stories/giveConsent.ts";
import {
  attesterRegistryDomain,
  INPUT_ATTESTATION_TYPES,
  issuerProof,
} from "../../standards/attestations.ts";
import { DataClass } from "../../standards/consentCodes.ts";
import type { ConsentId, Hex, RequestId } from "../../standards/hex.ts";
import { Mode, Provenance, RequestStatus } from "../../standards/inference.ts";
import { privateOutputCommitment } from "../../standards/proofs.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { BUILD_TYPES } from "../support/proofs.ts";

const DEPLOYMENT = `story-splice-${process.pid}`;
const KEY_BOND = 10n ** 18n;
const KEY_DELAY = 2 * 86_400;
const DIGEST_CHARS = 2 + 2 * 26;

/** Governance proposes the key, two builders stand by it, and after the delay anyone puts it in force. */
const putInForce = async (network: LocalNetwork, keyFile: KeyFile): Promise<void> => {
  const { chain, contracts, addresses, actors, models } = network;
  const { manager, proofs } = contracts;
  const { delaySeconds } = (await readParameters("local")).parameters.Theriac;
  const builders = [...actors.evaluators].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const target = addresses.ProofVerifier;
  const calls = builders.map(({ address }) => ({
    target,
    data: proofs.interface.encodeFunctionData("setBuilder", [address, true]),
  }));
  await governed(chain, manager, actors.governor, delaySeconds, calls);
  const transcriptHash = transcriptHashOf(keyFile);
  const terms = [models.splice.id, keyFile.key, transcriptHash, keyFile.development] as const;
  const data = proofs.interface.encodeFunctionData("proposeKey", [...terms]);
  await (await manager.connect(actors.governor).schedule(target, data, 0)).wait();
  await chain.advance(delaySeconds + 1);
  await (await manager.connect(actors.governor).execute(target, data, { value: KEY_BOND })).wait();
  const [proposed] = await proofs.queryFilter(proofs.filters.KeyProposed());
  const id = proposed?.args.id as string;
  const domain = { name: "ProofVerifier", version: "1", chainId: chain.chainId, verifyingContract: target };
  const statement = {
    modelId: models.splice.id,
    keyHash: keccak256(keyFile.key),
    transcriptHash,
    development: keyFile.development,
  };
  for (const builder of builders) {
    const signature = await builder.signTypedData(domain, BUILD_TYPES, statement);
    await (await proofs.attestKey(id, builder.address, signature)).wait();
  }
  await chain.advance(KEY_DELAY);
  const accounts = builders.map(({ address }) => address);
  await (await proofs.activateKey(id, accounts)).wait();
};

/** Runs `theriac infer --prove --model splice-site` with an order on stdin. */
const inferByCommand = async (
  { chain, actors }: LocalNetwork,
  order: unknown,
): Promise<Record<string, string>> => {
  const globals = ["--rpc", chain.url, "--deployment", DEPLOYMENT, "--json"];
  const infer = ["infer", "--prove", "--model", "splice-site", "--from", actors.relayer.address];
  const child = spawn(process.execPath, ["--import", "tsx", "client/cli.ts", ...globals, ...infer], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(
    JSON.stringify(order, (_, value) => (typeof value === "bigint" ? value.toString() : value)),
  );
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (out === "") throw new Error(err);
  return JSON.parse(out) as Record<string, string>;
};

describe("proofs of the splice-site model", () => {
  it("are of the circuit whose key is committed, which computes what the network does", async () => {
    const { network, networkHash } = await readNetwork("splice-site");
    const { circuit, keyFile } = await developmentSetup(network, networkHash);
    expect(formatKeyFile(keyFile)).to.equal(await readFile(keyPath("splice-site"), "utf8"));
    expect(parseR1cs(circuit.r1cs).constraints).to.have.length(4_113);
    const { vectors } = JSON.parse(await readFile("models/splice-site/artifacts/vectors.json", "utf8"));
    const inputs = vectors.map(({ x }: { x: number[] }) => Int32Array.from(x));
    expect(await proveWitnessEqual(network, inputs)).to.equal(inputs.length);
  });

  describe("on a chain", () => {
    const fleet = createFleet();
    let dir: string;
    let network: LocalNetwork;
    let consentId: ConsentId;

    before(async () => {
      dir = await mkdtemp(path.join(os.tmpdir(), "theriac-splice-"));
      const report = createReport(() => undefined, false);
      report.story("Local network");
      network = await startNetwork({ fleet, dir, report, deploymentId: DEPLOYMENT });
      const { network: q8p2, networkHash } = await readNetwork("splice-site");
      await putInForce(network, (await developmentSetup(q8p2, networkHash)).keyFile);
      const use = { policy: "variantEffect" as const, dataClasses: [DataClass.GENOMICS] };
      ({ id: consentId } = await giveConsent(network, use));
    });

    after(async () => {
      network.chain.provider.destroy();
      await fleet.stopAll();
      await rm(dir, { recursive: true, force: true });
      await removeDeployment(DEPLOYMENT);
    });

    /** The clinic asks, the hospital vouches for the input and proves the answer: the window never leaves it. */
    const askCustodian: AskWindow = async (window) => {
      const { chain, contracts, addresses, actors, models } = network;
      const x = models.splice.extract(Buffer.from(JSON.stringify(window)));
      const inputSalt = randomWord();
      const [payloadHash, inputCommitment] = [randomWord(), models.splice.commit(x, inputSalt)];
      const now = await chain.now();
      const attestation = { payloadHash, inputCommitment, measuredAt: now, validUntil: now + 3_600 };
      const domain = attesterRegistryDomain(chain.chainId, addresses.AttesterRegistry);
      const signature = await actors.hospital.signTypedData(domain, INPUT_ATTESTATION_TYPES, attestation);
      const provenanceProof = issuerProof(attestation, actors.hospital.address as Hex, signature as Hex);
      const opened = await requestInference(contracts, actors.clinic, chain.chainId, {
        ...{ modelId: models.splice.id, consentId, mode: Mode.PROVEN, provenance: Provenance.ISSUER_SIGNED },
        ...{ payloadHash, inputCommitment, provenanceProof, deadline: now + 3_600 },
      });
      const { requester, request } = opened;
      const payee = actors.relayer.address as Hex;
      const answer = await inferByCommand(network, { record: window, inputSalt, requester, request, payee });
      const id = answer.request as RequestId;
      expect(id).to.equal(opened.id);
      expect(await contracts.oracle.statusOf(id)).to.equal(BigInt(RequestStatus.Fulfilled));
      const scores = (answer.scores as string).split(" ").map(Number);
      const committed = privateOutputCommitment(Int32Array.from(scores), answer.outputSalt as Hex, id, payee);
      const { outputDigest } = await contracts.oracle.recordOf(id);
      expect(outputDigest).to.equal(committed.slice(0, DIGEST_CHARS));
      return scores;
    };

    it("tell what a variant does, each window under the same consent and with a proof of its own", async () => {
      const { windows, heldOut, labels } = await readDataset();
      const row = heldOut.find((at) => labels[at] === 0) as number;
      const reference = windows[row] as string;
      const alternative = `${reference.slice(0, BOUNDARY)}A${reference.slice(BOUNDARY + 1)}`;
      const { splice } = network.models;
      const own = await spliceEffect(
        async (window) => [...(await splice.infer(splice.extract(Buffer.from(JSON.stringify(window)))))],
        reference,
        alternative,
      );
      expect(await spliceEffect(askCustodian, reference, alternative)).to.deep.equal(own);
    });
  });
});
