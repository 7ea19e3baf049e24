import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { readDecisions } from "../../../client/history/readDecisions.ts";
import { signDecision } from "../../../standards/accessDecision.ts";
import { consentRegistryDomain } from "../../../standards/consent.ts";
import { decisionReaderKey } from "../../../standards/decisionReader.ts";
import type { TheriacError } from "../../../standards/errors.ts";
import type { ConsentId } from "../../../standards/hex.ts";
import { PATIENT, word } from "../standards/builders.ts";
import { aWorld, MINE, type Peer, REQUEST_ID, RULES, startPeer, type World } from "./peer.ts";

const SALT = word(3);
const KEY = decisionReaderKey(SALT, REQUEST_ID);

const decision = (permitted: boolean) => ({
  consentId: word(7) as ConsentId,
  requestHash: word(8),
  permitted,
  reason: permitted ? 0 : 3,
  duoCode: 0,
  obligations: 1,
  duoObligations: 2n ** 60n,
  decidedAt: 5,
});

describe("a node that is asked what it decided", () => {
  let world: World;
  let peer: Peer;
  before(async () => {
    peer = await startPeer(() => world);
  });
  after(() => peer.stop());
  beforeEach(() => {
    world = aWorld();
    world.decisions = [
      { decision: decision(true), signature: word(6), reader: keccak256(KEY) as typeof KEY },
    ];
  });

  const ask = async (headers: Record<string, string> = {}, id: string = REQUEST_ID) => {
    const response = await fetch(`${peer.base}/v1/decisions/${id}`, { headers });
    const body = (await response.json()) as {
      error?: string;
      decisions?: { decision: { permitted: boolean } }[];
    };
    return { status: response.status, error: body.error, decisions: body.decisions };
  };
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

  it("shows it to whoever has the key that follows from the grant's salt", async () => {
    const { status, decisions } = await ask(bearer(KEY));
    expect(status).to.equal(200);
    expect(decisions).to.deep.equal([
      { decision: { ...decision(true), duoObligations: "1152921504606846976" }, signature: word(6) },
    ]);
  });

  it("shows it to nobody else", async () => {
    const others = [
      {},
      bearer(word(1)),
      bearer(decisionReaderKey(word(4), REQUEST_ID)),
      { authorization: KEY },
    ];
    for (const headers of others) {
      expect(await ask(headers)).to.include({ status: 401, error: "READER_KEY_NEEDED" });
    }
    expect(await ask(bearer(KEY), word(2))).to.include({ status: 404, error: "NO_DECISION" });
  });

  it("shows everybody a denial that says no more than the chain, and no more than that", async () => {
    world.decisions.push({ decision: decision(false), signature: word(5), reader: undefined });
    const open = await ask();
    expect(open.decisions?.map(({ decision: told }) => told.permitted)).to.deep.equal([false]);
    expect((await ask(bearer(KEY))).decisions?.length).to.equal(2);
  });

  const reading = () => ({ url: peer.base, chainId: RULES.chainId, consents: PATIENT });
  const faultOf = async (url: string, salt = SALT) => {
    try {
      return await readDecisions({ ...reading(), url }, REQUEST_ID, salt).then(() => expect.fail("read"));
    } catch (error) {
      const { code, message, context, cause } = error as TheriacError;
      return { code, told: `${message}${JSON.stringify(context)}${cause}` };
    }
  };

  it("is read by a client, with the signer of each", async () => {
    const domain = consentRegistryDomain(RULES.chainId, PATIENT);
    const signature = await signDecision(MINE, domain, decision(true));
    const reader = keccak256(KEY) as typeof KEY;
    world.decisions = [{ decision: decision(true), signature, reader }];
    expect(await readDecisions(reading(), REQUEST_ID, SALT)).to.deep.equal([
      { decision: decision(true), signature, signer: MINE.address },
    ]);
    expect(await faultOf(peer.base, word(4))).to.include({ code: "INDEX_REFUSED" });
    world.decisions = [{ decision: decision(true), signature: "0x06", reader }];
    expect(await faultOf(peer.base)).to.include({ code: "INDEX_MALFORMED" });
  });

  it("is not taken for something else that answers in its place", async () => {
    for (const body of ["<html>a page of somebody's", '{"decisions":[{"decision":1}]}', ""]) {
      const other = createServer((_, reply) => reply.end(body)).listen(0, "127.0.0.1");
      await once(other, "listening");
      const { port } = other.address() as AddressInfo;
      const { code, told } = await faultOf(`http://127.0.0.1:${port}`);
      expect(code).to.equal("INDEX_MALFORMED");
      expect(told).not.to.contain("somebody");
      other.close();
    }
    expect(await faultOf("http://127.0.0.1:1")).to.include({ code: "INDEX_UNAVAILABLE" });
  });
});
