import { expect } from "chai";
import { doiHash, parseDoi } from "../../standards/doi.ts";
import { codeOf } from "./errorOf.ts";

describe("DOIs", () => {
  it("are read bare, with their scheme and as links, into lower case", () => {
    const written = [
      "10.5061/dryad.abc12",
      "10.5061/DRYAD.ABC12",
      "doi:10.5061/Dryad.abc12",
      "DOI:10.5061/dryad.abc12",
      "https://doi.org/10.5061/dryad.ABC12",
      "http://dx.doi.org/10.5061/dryad.abc12",
      "https://doi.org/10.5061%2Fdryad.abc12",
    ];
    for (const text of written) expect(parseDoi(text), text).to.equal("10.5061/dryad.abc12");
  });

  it("keep a suffix as it is but for the case of ASCII letters", () => {
    expect(parseDoi("10.1002/(SICI)1099-0518<1::AID>3.0.CO;2-#")).to.equal(
      "10.1002/(sici)1099-0518<1::aid>3.0.co;2-#",
    );
    expect(parseDoi("10.1234/ÄB%2F")).to.equal("10.1234/Äb%2f");
    expect(parseDoi("10.1234/a/b")).to.equal("10.1234/a/b");
  });

  it("are refused when they have another form", () => {
    const malformed = [
      "",
      "10.5061",
      "10.5061/",
      "10.506/x",
      "10.1234567890/x",
      "11.5061/x",
      "10.5061/with space",
      " 10.5061/x",
      "10.5061/x\n",
      "https://doi.org/",
      "https://doi.org/10.5061/%E0%A4%A",
      "https://example.org/10.5061/x",
      `10.5061/${"x".repeat(2048)}`,
    ];
    for (const text of malformed)
      expect(
        codeOf(() => parseDoi(text)),
        text,
      ).to.equal("DOI_MALFORMED");
  });

  it("have one hash whatever the spelling", () => {
    expect(doiHash(parseDoi("doi:10.5061/DRYAD.1"))).to.equal(doiHash(parseDoi("10.5061/dryad.1")));
    expect(doiHash(parseDoi("10.5061/dryad.1"))).to.not.equal(doiHash(parseDoi("10.5061/dryad.2")));
  });
});
