import { expect } from "chai";
import { solidityFindings } from "../../scripts/checks/solidityArrows.ts";

const source = (pragma: string, body: string): string =>
  `// SPDX-License-Identifier: MIT\npragma solidity ${pragma};\n${body}\n`;
const exact = (body: string): string => source("0.8.37", body);
const caret = (body: string): string => source("^0.8.30", body);
const licences = (path: string): string => (path.includes("Keystone") ? "BUSL-1.1" : "MIT");
const findings = (files: Record<string, string>): string[] =>
  solidityFindings(new Map(Object.entries(files)), licences);

const good = {
  "contracts/types/Identifiers.sol": caret("type LotId is bytes32;"),
  "contracts/interfaces/IDesk.sol": caret(
    'import {LotId} from "../types/Identifiers.sol";\ninterface IDesk {}',
  ),
  "contracts/libraries/Sums.sol": caret('import {LotId} from "../types/Identifiers.sol";\nlibrary Sums {}'),
  "contracts/oracle/InferenceConsumer.sol": caret("abstract contract InferenceConsumer {}"),
  "contracts/research/DeskBase.sol": exact(
    'import {Sums} from "../libraries/Sums.sol";\nabstract contract DeskBase {}',
  ),
  "contracts/research/Desk.sol": exact(
    'import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";\nimport {InferenceConsumer} from "../oracle/InferenceConsumer.sol";\nimport {IDesk} from "../interfaces/IDesk.sol";\nimport {DeskBase} from "./DeskBase.sol";\ncontract Desk is DeskBase {}',
  ),
  "contracts/mocks/DeskMock.sol": exact(
    'import {Desk} from "../research/Desk.sol";\ncontract DeskMock is Desk {}',
  ),
  "test/unit/research/Desk/open.t.sol": exact(
    'import {Desk} from "contracts/research/Desk.sol";\ncontract DeskOpenTest {}',
  ),
};

describe("Solidity arrows", () => {
  it("pass the layout of the project", () => {
    expect(findings(good)).to.deep.equal([]);
  });

  const planted: [string, string, string][] = [
    [
      "a contract that imports a contract of its room",
      "contracts/research/Shop.sol",
      'import {Desk} from "./Desk.sol";\ncontract Shop {}',
    ],
    [
      "a contract that imports a contract of another room",
      "contracts/consent/Shop.sol",
      'import {Desk} from "../research/Desk.sol";\ncontract Shop {}',
    ],
    [
      "a base of another room",
      "contracts/consent/Shop.sol",
      'import {DeskBase} from "../research/DeskBase.sol";\ncontract Shop {}',
    ],
    [
      "a contract that imports a mock",
      "contracts/consent/Shop.sol",
      'import {DeskMock} from "../mocks/DeskMock.sol";\ncontract Shop {}',
    ],
    [
      "an import over several lines",
      "contracts/consent/Shop.sol",
      'import {\n  Desk\n} from "../research/Desk.sol";\ncontract Shop {}',
    ],
    [
      "a package that is only a peer",
      "contracts/consent/Shop.sol",
      'import {EAS} from "@ethereum-attestation-service/eas-contracts/contracts/EAS.sol";\ncontract Shop {}',
    ],
    [
      "a Chainlink file that is not MIT",
      "contracts/consent/Shop.sol",
      'import {K} from "@chainlink/contracts/src/v0.8/keystone/KeystoneForwarder.sol";\ncontract Shop {}',
    ],
    [
      "an import without names",
      "contracts/consent/Shop.sol",
      'import "../interfaces/IDesk.sol";\ncontract Shop {}',
    ],
  ];
  for (const [what, file, body] of planted) {
    it(`catch ${what}`, () => {
      const found = findings({ ...good, [file]: exact(body) });
      expect(found).to.have.lengthOf(1);
      expect(found[0]).to.contain(file);
    });
  }

  it("catch an interface that imports a library and a type that imports a package", () => {
    expect(
      findings({
        ...good,
        "contracts/interfaces/IShop.sol": caret(
          'import {Sums} from "../libraries/Sums.sol";\ninterface IShop {}',
        ),
        "contracts/types/Shop.sol": caret(
          'import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";',
        ),
      }),
    ).to.have.lengthOf(2);
  });

  it("catch a floating pragma in a contract and an exact one in an interface", () => {
    expect(
      findings({
        "contracts/consent/Shop.sol": caret("contract Shop {}"),
        "contracts/interfaces/I.sol": exact("interface I {}"),
      }),
    ).to.have.lengthOf(2);
  });

  it("do not mistake a comment for an import or a contract", () => {
    const text = caret(
      '// import {Desk} from "../research/Desk.sol";\n/* contract Shop {} */\ninterface IShop {}',
    );
    expect(findings({ "contracts/interfaces/IShop.sol": text })).to.deep.equal([]);
  });
});
