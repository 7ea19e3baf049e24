import { expect } from "chai";
import {
  CONFIDENTIALITIES,
  DATA_CLASSES,
  DUO_CODES,
  findCode,
  LOCAL_SYSTEM,
  namesIn,
  OBLIGATIONS,
  PURPOSES,
} from "../../standards/consentCodeNames.ts";
import { codesIn, DUO_KNOWN, Duo, maskOf, Obligation, Purpose } from "../../standards/consentCodes.ts";

const LISTS = { PURPOSES, OBLIGATIONS, CONFIDENTIALITIES, DATA_CLASSES, DUO_CODES };

describe("names of consent codes", () => {
  for (const [name, list] of Object.entries(LISTS)) {
    it(`are one to one in ${name}, and every one has a display`, () => {
      expect(new Set(list.map(({ bit }) => bit)).size).to.equal(list.length);
      expect(new Set(list.map(({ name }) => name)).size).to.equal(list.length);
      expect(new Set(list.map(({ system, code }) => `${system}|${code}`)).size).to.equal(list.length);
      for (const { display } of list) expect(display).not.to.equal("");
    });
  }

  it("give DUO's own numbers: bit n is DUO:00000nn", () => {
    for (const { bit, code } of DUO_CODES) {
      expect(code).to.equal(`DUO:${String(bit).padStart(7, "0")}`);
    }
    expect(maskOf(DUO_CODES.map(({ bit }) => bit))).to.equal(DUO_KNOWN);
  });

  it("mark as local what no public list has", () => {
    const local = [...PURPOSES, ...OBLIGATIONS].filter(({ system }) => system === LOCAL_SYSTEM);
    expect(local.map(({ code }) => code)).to.deep.equal(["AI-INFER", "AI-TRAIN", "NRI"]);
  });

  it("are found by bit, by name and by the code of their system", () => {
    const inference = findCode(PURPOSES, Purpose.AI_INFER);
    expect(inference).to.include({ name: "AI_INFER", code: "AI-INFER", bit: 20 });
    expect(findCode(PURPOSES, "AI_INFER")).to.equal(inference);
    expect(findCode(PURPOSES, "AI-INFER")).to.equal(inference);
    expect(findCode(DUO_CODES, "DUO:0000046")?.bit).to.equal(Duo.NCU);
    expect(findCode(DUO_CODES, "DUO:0000047")).to.equal(undefined);
  });

  it("are read out of masks, as bits and as entries", () => {
    const mask = maskOf([Obligation.AUDIT, Obligation.NORELINK]);
    expect(codesIn(mask)).to.deep.equal([1, 8]);
    expect(namesIn(OBLIGATIONS, mask).map(({ code }) => code)).to.deep.equal(["AUDIT", "NORELINK"]);
    expect(codesIn(0x400000200040n)).to.deep.equal([Duo.HMB, Duo.IRB, Duo.NCU]);
  });
});
