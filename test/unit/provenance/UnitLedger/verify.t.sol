// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {Gtin} from "../../../../contracts/types/Identifiers.sol";
import {EffectiveStatus, LotDetails, UnitState} from "../../../../contracts/types/Provenance.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";
import {UnitTree} from "../../../utils/UnitTree.sol";

contract UnitLedgerVerifyTest is UnitFixture {
    function _expect(
        LotDetails memory details,
        uint32 index,
        IUnitLedger.VerificationResult expectedResult,
        EffectiveStatus expectedStatus
    ) private view {
        (IUnitLedger.VerificationResult result, EffectiveStatus status) = units.verify(
            details, index, unitHashOf(TABLET, LOT, index), UnitTree.proofOf(tree, index % UNITS)
        );
        assertEq(uint256(result), uint256(expectedResult), "result");
        if (result == IUnitLedger.VerificationResult.Verified) {
            assertEq(uint256(status), uint256(expectedStatus), "status");
        }
    }

    function test_WhenNobodyRegisteredProduct() external view {
        LotDetails memory other = lot;
        other.gtin = Gtin.wrap(9521234111115);
        _expect(other, 0, IUnitLedger.VerificationResult.GtinNotRegistered, EffectiveStatus.Active);
    }

    function test_WhenNobodyCommissionedLot() external view {
        LotDetails memory other = lot;
        other.lotHash = keccak256("LOT26C09");
        _expect(other, 0, IUnitLedger.VerificationResult.LotNotFound, EffectiveStatus.Active);
    }

    function test_WhenDetailsDiffer() external view {
        LotDetails memory other = lot;
        other.expiry = 290_331;
        _expect(other, 0, IUnitLedger.VerificationResult.LotDetailsDiffer, EffectiveStatus.Active);
    }

    function test_WhenNoUnitHasTheIndex() external view {
        _expect(lot, UNITS, IUnitLedger.VerificationResult.IndexOutOfRange, EffectiveStatus.Active);
    }

    function test_WhenInventedSerialIsShown() external view {
        bytes32 invented = keccak256(abi.encode(TABLET, "INVENTED", LOT, EXPIRY, bytes32(uint256(1))));
        (IUnitLedger.VerificationResult result,) = units.verify(lot, 0, invented, UnitTree.proofOf(tree, 0));
        assertEq(uint256(result), uint256(IUnitLedger.VerificationResult.NoMatch), "result");
    }

    function test_WhenTruePackIsShownUnderAnotherIndex() external view {
        (IUnitLedger.VerificationResult result,) =
            units.verify(lot, 1, unitHashOf(TABLET, LOT, 0), UnitTree.proofOf(tree, 0));
        assertEq(uint256(result), uint256(IUnitLedger.VerificationResult.NoMatch), "result");
    }

    function test_WhenInnerNodeIsShownAsLeaf() external view {
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = tree[2];
        (IUnitLedger.VerificationResult result,) = units.verify(lot, 0, tree[1], proof);
        assertEq(uint256(result), uint256(IUnitLedger.VerificationResult.NoMatch), "result");
    }

    function test_WhenTruePackIsShown() external view {
        for (uint32 i; i < UNITS; i += 17) {
            _expect(lot, i, IUnitLedger.VerificationResult.Verified, EffectiveStatus.Active);
        }
    }

    function test_GivenLotIsRecalled() external {
        recalled();
        _expect(lot, 5, IUnitLedger.VerificationResult.Verified, EffectiveStatus.Recalled);
    }

    function test_GivenLotHasExpired() external {
        vm.warp(uint256(EXPIRES_AT) + 1);
        _expect(lot, 5, IUnitLedger.VerificationResult.Verified, EffectiveStatus.Expired);
    }

    function test_GivenPackIsDispensed() external {
        dispensed(5, true);
        _expect(lot, 5, IUnitLedger.VerificationResult.Verified, EffectiveStatus.Dispensed);
    }

    function test_GivenPackIsStolen_OutranksRecall() external {
        marked(5, UnitState.Stolen);
        recalled();
        _expect(lot, 5, IUnitLedger.VerificationResult.Verified, EffectiveStatus.Stolen);
    }

    function test_GivenTreeOfOffChainCodec() external view {
        string[4] memory serials = ["K7Q2M9X4T1AB", "K7Q2M9X4T1AC", "P0D8R5W3Z6QJ", "7HN2V4C9LMXE"];
        bytes32[] memory leaves = new bytes32[](4);
        for (uint32 i; i < 4; ++i) {
            bytes32 salt = bytes32((type(uint256).max / 255) * (i + 1));
            leaves[i] = units.leafOf(i, keccak256(abi.encode(TABLET, serials[i], LOT, EXPIRY, salt)));
        }
        bytes32 root = UnitTree.build(leaves)[0];
        assertEq(root, 0x3b814c77b52dd458c97300e9320923c8a8f61438dd4f2caf6c2c5b05104b9dab, "root");
    }
}
