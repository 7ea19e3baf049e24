import { expect } from "chai";
import { type Admission, createAdmission, type Limits } from "../../../oracle/server/admission.ts";
import type { HttpError } from "../../../oracle/server/errors.ts";
import type { Hex } from "../../../standards/hex.ts";
import { createHandClock, type HandClock, operators } from "./operators.ts";

const LIMITS: Limits = {
  requestsPerSecond: 10,
  peerRequestsPerSecond: 5,
  peerConcurrency: 2,
  connections: 8,
  connectionsPerAddress: 4,
};
const PEER = "203.0.113.1";
const OPERATOR = operators[0]?.operator as Hex;

/** Seconds that a caller is told to wait, 0 if it is let in. */
const waitFor = (action: () => unknown): number => {
  try {
    action();
    return 0;
  } catch (error) {
    expect(error).to.include({ status: 429, code: "TOO_MANY_REQUESTS" });
    return (error as HttpError).retryAfterS ?? Number.NaN;
  }
};

describe("what one caller may use", () => {
  let clock: HandClock;
  let admission: Admission;
  beforeEach(() => {
    clock = createHandClock();
    admission = createAdmission(LIMITS, clock);
  });
  const letIn = (times: number, action: () => unknown): number =>
    Array.from({ length: times }, () => waitFor(action)).filter((wait) => wait === 0).length;

  it("is so many requests a second an address, whatever others do", () => {
    for (let i = 0; i < 300; i++) waitFor(() => admission.request(`198.51.100.${i}`));
    expect(letIn(100, () => admission.request("198.51.100.7"))).to.be.at.most(20);
    expect(letIn(100, () => admission.request(PEER))).to.equal(20);
    expect(waitFor(() => admission.request(PEER))).to.equal(1);
    clock.advance(500);
    expect(letIn(100, () => admission.request(PEER))).to.equal(5);
  });

  it("does not grow with the addresses of one network", () => {
    const hosts = Array.from({ length: 100 }, (_, i) => `2001:db8:1:2::${(i + 1).toString(16)}`);
    const taken = hosts.filter((host) => waitFor(() => admission.request(host)) === 0);
    expect(taken).to.have.length(20);
    expect(waitFor(() => admission.request("2001:db8:1:3::1"))).to.equal(0);
    expect(letIn(21, () => admission.request("::ffff:192.0.2.1"))).to.equal(20);
    expect(letIn(1, () => admission.request("192.0.2.1"))).to.equal(0);
  });

  it("does not grow when the clock is put back", () => {
    letIn(100, () => admission.request(PEER));
    clock.advance(-60_000);
    expect(letIn(10, () => admission.request(PEER))).to.equal(0);
    clock.advance(100);
    expect(letIn(10, () => admission.request(PEER))).to.equal(1);
  });

  it("leaves operators their signatures when strangers ask for all", () => {
    admission.trust(PEER);
    const strangers = Array.from({ length: 1_000 }, (_, i) => `198.51.${i >> 8}.${i & 255}`);
    const recovered = strangers.filter((address) => waitFor(() => admission.recover(address)) === 0);
    expect(recovered).to.have.length(40);
    expect(letIn(100, () => admission.recover(PEER))).to.equal(100);
  });

  it("leaves strangers each other's signatures", () => {
    expect(letIn(100, () => admission.recover("198.51.100.1"))).to.equal(3);
    for (let second = 0; second < 30; second++) {
      clock.advance(1_000);
      letIn(100, () => admission.recover("198.51.100.1"));
      expect(letIn(1, () => admission.recover(PEER))).to.equal(1);
    }
  });

  it("is an operator's from the start at the addresses where operators are expected", () => {
    admission.expect([PEER, "2001:db8:1:2::1"]);
    const strangers = Array.from({ length: 1_000 }, (_, i) => `198.51.${i >> 8}.${i & 255}`);
    for (const address of strangers) waitFor(() => admission.recover(address));
    for (const address of [PEER, "2001:db8:1:2::7"])
      expect(letIn(10, () => admission.recover(address))).to.equal(10);
    for (let i = 0; i < 10; i++) admission.distrust(PEER);
    expect(letIn(1, () => admission.recover(PEER))).to.equal(0);
    admission.expect([PEER]);
    expect(letIn(1, () => admission.recover(PEER))).to.equal(1);
    expect(letIn(1, () => admission.recover("2001:db8:1:2::7"))).to.equal(0);
  });

  it("is the more of a share the longer a message", () => {
    const batch = () => admission.serve(OPERATOR, 15_000)();
    expect(letIn(10, batch)).to.equal(1);
    expect(waitFor(batch)).to.be.at.least(1);
    clock.advance(1_000);
    expect(letIn(10, batch)).to.equal(1);
    clock.advance(60_000);
    // Never more than can be saved up is still let in, and paid for after.
    expect(letIn(10, () => admission.serve(OPERATOR, 60_000)())).to.equal(1);
    clock.advance(5_000);
    expect(letIn(10, batch)).to.equal(0);
  });

  it("is a stranger's connection for as long as nobody else needs it", () => {
    const ended: string[] = [];
    const busy = new Set(["198.51.100.1"]);
    const open = (address: string) =>
      admission.connect(address, { isIdle: () => !busy.has(address), end: () => ended.push(address) });
    for (const host of [1, 2, 3, 4, 5, 6]) expect(open(`198.51.100.${host}`)).to.be.a("function");
    expect(open("198.51.100.7")).to.be.a("function");
    expect(ended).to.deep.equal(["198.51.100.2"]);
    admission.trust(PEER);
    for (let i = 0; i < 3; i++) expect(open(PEER)).to.be.a("function");
    expect(ended).to.deep.equal(["198.51.100.2", "198.51.100.3"]);
    for (let host = 1; host <= 9; host++) busy.add(`198.51.100.${host}`);
    expect(open("198.51.100.8")).to.equal(undefined);
    expect(open(PEER)).to.equal(undefined);
  });

  it("always leaves this machine its own probes", () => {
    for (let host = 1; host <= 6; host++) admission.connect(`198.51.100.${host}`);
    expect(admission.connect("198.51.100.7")).to.equal(undefined);
    expect(admission.connect("127.0.0.1")).to.be.a("function");
    expect(admission.connect("::1")).to.be.a("function");
  });

  it("is a stranger's again for an address that shows forgeries", () => {
    admission.trust(PEER);
    for (let i = 0; i < 40; i++) letIn(1, () => admission.recover(`198.51.100.${i}`));
    for (let i = 0; i < 10; i++) admission.distrust(PEER);
    expect(letIn(10, () => admission.recover(PEER))).to.equal(0);
    admission.distrust("198.51.100.9");
    expect(letIn(10, () => admission.recover("198.51.100.9"))).to.equal(0);
  });

  it("leaves operators a share of the connections", () => {
    const open = (address: string, times: number) =>
      Array.from({ length: times }, () => admission.connect(address)).filter((end) => end !== undefined);
    const [end] = open("198.51.100.1", 10);
    expect(open("198.51.100.1", 1)).to.have.length(0);
    expect(open("198.51.100.2", 10)).to.have.length(2);
    expect(open(PEER, 1)).to.have.length(0);
    admission.trust(PEER);
    expect(open(PEER, 5)).to.have.length(2);
    end?.();
    expect(open(PEER, 5)).to.have.length(1);
  });

  it("is so much at once and so much a second for one operator, whatever another does", () => {
    const done = admission.serve(OPERATOR);
    admission.serve(OPERATOR);
    expect(waitFor(() => admission.serve(OPERATOR))).to.equal(1);
    const other = operators[1]?.operator as Hex;
    expect(waitFor(() => admission.serve(other))).to.equal(0);
    done();
    expect(waitFor(() => admission.serve(OPERATOR))).to.equal(0);
    const oneByOne = () => admission.serve(operators[2]?.operator as Hex)();
    expect(letIn(100, oneByOne)).to.equal(10);
  });
});
