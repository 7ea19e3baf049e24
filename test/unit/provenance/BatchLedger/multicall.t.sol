// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../../../../contracts/interfaces/IBatchLedger.sol";
import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {IShipments} from "../../../../contracts/interfaces/IShipments.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {
    Content,
    LotDetails,
    NO_PARTNER,
    PackItem,
    QuarantineOrder,
    ShipmentState
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerMulticallTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
    }

    function _pack() private view returns (bytes memory call) {
        PackItem[] memory items = new PackItem[](1);
        items[0] = PackItem(lot, 0, 10);
        return abi.encodeCall(ILogisticUnits.pack, (CASE, items));
    }

    function _ship() private view returns (bytes memory call) {
        Content[] memory contents = new Content[](1);
        contents[0] = Content(lotIdOf(lot), EXPIRES_AT, 0, 10);
        return abi.encodeCall(IShipments.ship, (CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days));
    }

    function _quarantine() private view returns (bytes memory call) {
        return abi.encodeCall(ILots.quarantine, (lot, MAH, REASON));
    }

    function test_WhenCallsAreToBothCodes() external {
        bytes[] memory calls = new bytes[](3);
        (calls[0], calls[1], calls[2]) = (_pack(), _ship(), _quarantine());
        vm.prank(users.mah);
        bytes[] memory results = ledger.multicall(calls);
        Content[] memory contents = abi.decode(results[0], (Content[]));
        assertEq(uint256(contents[0].unitCount), 10, "result of a call");
        assertEq(uint256(ledger.logisticUnitOf(CASE).state), uint256(ShipmentState.Offered), "packed and shipped");
        assertEq(uint256(ledger.lotOf(lotIdOf(lot)).marks), 1, "and quarantined, each by the one caller");
    }

    function test_RevertWhen_OneCallIsRefused() external {
        bytes[] memory calls = new bytes[](2);
        (calls[0], calls[1]) = (_pack(), abi.encodeCall(ILots.release, (lot, CERTIFICATE)));
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotQualityPerson.selector, MAH, users.mah, users.qualityPerson
            )
        );
        ledger.multicall(calls);
        assertEq(uint256(ledger.logisticUnitOf(CASE).state), uint256(ShipmentState.None), "nothing was done");
    }

    function test_RevertWhen_CallerIsNotEntitled() external {
        bytes[] memory calls = new bytes[](1);
        calls[0] = _pack();
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingPartners.TradingPartners_NotAccount.selector, MAH, users.mallory, users.mah)
        );
        ledger.multicall(calls);
    }
}
