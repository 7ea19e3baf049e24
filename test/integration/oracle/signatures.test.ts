import { expect } from "chai";
import type { BaseContract } from "ethers";
import { attesterRegistryDomain } from "../../../standards/attestations.ts";
import { consentRegistryDomain } from "../../../standards/consent.ts";
import { researchEscrowDomain } from "../../../standards/grant.ts";
import type { ConfigDigest, Hex } from "../../../standards/hex.ts";
import {
  type Eip712Domain,
  encodeScores,
  inferenceOracleDomain,
  RefusalReason,
  RequestStatus,
} from "../../../standards/inference.ts";
import { operatorRegistryDomain } from "../../../standards/operator.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { testChain } from "../../support/chain.ts";
import { attestDigest } from "../../support/committee.ts";
import { type Staffed, staffed } from "../../support/fixtures.ts";
import { answerTo, ask, fulfil } from "../../support/requests.ts";
import { revertOf } from "../../support/reverts.ts";

const load = async (): Promise<Staffed> => (await testChain()).load(staffed);

describe("signatures made by standards/ and checked by the oracle", () => {
  it("fulfil a request with the digest and attestation bytes of TypeScript", async () => {
    const fixture = await load();
    const request = await ask(fixture);
    const answer = await answerTo(fixture, request);
    await fulfil(fixture, request, answer, fixture.committee.attest(answer.report, [0, 2, 3]));
    const { oracle } = fixture.contracts;
    expect(Number(await oracle.statusOf(request.id))).to.equal(RequestStatus.Fulfilled);
    const [event] = await oracle.queryFilter(oracle.filters.InferenceFulfilled(request.id));
    expect(event?.args.signerBitmap).to.equal(0b1101n);
    expect(event?.args.output).to.equal(answer.output);
  });

  it("refuse a request with the refusal digest of TypeScript", async () => {
    const fixture = await load();
    const { contracts, committee, actors } = fixture;
    const { id, request, requester } = await ask(fixture);
    const reason = RefusalReason.PayloadUnavailable;
    const configDigest = (await contracts.oracle.currentConfig()) as ConfigDigest;
    const attestation = committee.attestRefusal({ requestId: id, reason, configDigest }, [1, 2, 3]);
    const own = contracts.oracle.connect(actors.funder);
    await (await own.refuse(requester, request, reason, configDigest, attestation)).wait();
    expect(Number(await contracts.oracle.statusOf(id))).to.equal(RequestStatus.Refused);
  });

  it("give a request the same id on both sides, whatever its fields", async () => {
    const fixture = await load();
    const { contracts, consumer, actors } = fixture;
    const to = (await consumer.getAddress()) as Hex;
    const requests = [
      await ask(fixture),
      await ask(fixture, { callback: { to, gasLimit: 123_456 }, nonce: 2n ** 256n - 1n }),
      await ask(fixture, { nonce: 0n, provenance: 3 }, actors.funder),
    ];
    for (const { id, requester, request } of requests) {
      expect(await contracts.oracle.requestIdOf(requester, request)).to.equal(id);
      expect(Number(await contracts.oracle.statusOf(id))).to.equal(RequestStatus.Pending);
    }
    expect(new Set(requests.map(({ id }) => id)).size).to.equal(3);
  });

  it("publish by ERC-5267 the very domains that TypeScript signs under", async () => {
    const { addresses, chain, contracts } = await load();
    const pairs: [BaseContract, Eip712Domain][] = [
      [contracts.oracle, inferenceOracleDomain(chain.chainId, addresses.InferenceOracle)],
      [contracts.consents, consentRegistryDomain(chain.chainId, addresses.ConsentRegistry)],
      [contracts.attesters, attesterRegistryDomain(chain.chainId, addresses.AttesterRegistry)],
      [contracts.operators, operatorRegistryDomain(chain.chainId, addresses.OperatorRegistry)],
      [contracts.escrow, researchEscrowDomain(chain.chainId, addresses.ResearchEscrow)],
    ];
    for (const [contract, domain] of pairs) {
      const published = await contract.getFunction("eip712Domain")();
      expect(published.fields).to.equal("0x0f");
      expect(published.name).to.equal(domain.name);
      expect(published.version).to.equal(domain.version);
      expect(published.chainId).to.equal(BigInt(domain.chainId));
      expect(published.verifyingContract).to.equal(domain.verifyingContract);
    }
  });
});

describe("signatures that are not for this answer", () => {
  it("are refused when the report is about another request", async () => {
    const fixture = await load();
    const [first, second] = [await ask(fixture), await ask(fixture)];
    const answer = await answerTo(fixture, first);
    const replayed = fulfil(fixture, second, answer, fixture.committee.attest(answer.report));
    expect(await revertOf(replayed)).to.equal("Attestation_WrongSigner");
  });

  it("are refused when the report is for another chain or another oracle", async () => {
    const fixture = await load();
    const { committee, chain, addresses } = fixture;
    const request = await ask(fixture);
    const answer = await answerTo(fixture, request);
    const otherChain = inferenceOracleDomain(chain.chainId + 1, addresses.InferenceOracle);
    const otherOracle = inferenceOracleDomain(chain.chainId, addresses.ColdChain);
    for (const domain of [otherChain, otherOracle]) {
      const replayed = fulfil(fixture, request, answer, committee.attest(answer.report, [0, 1, 2], domain));
      expect(await revertOf(replayed)).to.equal("Attestation_WrongSigner");
    }
  });

  it("are refused when the output, the consent version or the block is another", async () => {
    const fixture = await load();
    const request = await ask(fixture);
    const answer = await answerTo(fixture, request);
    const attestation = fixture.committee.attest(answer.report);
    const changed = [
      { ...answer, output: encodeScores([-1_235]) },
      { ...answer, report: { ...answer.report, observedBlock: answer.report.observedBlock - 1 } },
    ];
    for (const other of changed) {
      const refused = await revertOf(fulfil(fixture, request, other, attestation));
      expect(refused).to.equal("Attestation_WrongSigner");
    }
  });

  it("are refused when they are too few, or not over this digest at all", async () => {
    const fixture = await load();
    const { committee } = fixture;
    const request = await ask(fixture);
    const answer = await answerTo(fixture, request);
    const few = fulfil(fixture, request, answer, committee.attest(answer.report, [0, 1]));
    expect(await revertOf(few)).to.equal("Attestation_WrongLength");
    const foreign = committee.attest(answer.report, [0, 1, 2]).replace("0x00000007", "0x0000000b") as Hex;
    expect(await revertOf(fulfil(fixture, request, answer, foreign))).to.equal("Attestation_WrongSigner");
    const noise = fulfil(fixture, request, answer, attestDigest(committee.signers, randomWord()));
    expect(await revertOf(noise)).to.equal("Attestation_WrongSigner");
    expect(Number(await fixture.contracts.oracle.statusOf(request.id))).to.equal(RequestStatus.Pending);
  });
});
