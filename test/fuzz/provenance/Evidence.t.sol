// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../contracts/interfaces/IColdChain.sol";
import {IUnitLedger} from "../../../contracts/interfaces/IUnitLedger.sol";
import {LotId, SeriesId} from "../../../contracts/types/Identifiers.sol";
import {LotDetails, Verdict} from "../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../utils/ProvenanceFixture.sol";
import {ReadingsBuilder} from "../../utils/ReadingsBuilder.sol";
import {UnitTree} from "../../utils/UnitTree.sol";

/// @dev Nothing that was signed or committed to can be changed.
contract EvidenceFuzzTest is ProvenanceFixture {
    using ReadingsBuilder for bytes;

    string internal constant LOT = "VAX26A01";
    LotDetails internal lot;
    bytes32[] internal tree;

    function setUp() public override {
        super.setUp();
        tree = treeOf(VACCINE, LOT, UNITS);
        lot = commission(VACCINE, LOT);
    }

    function testFuzz_AnyChangedByteOfASeriesFailsTheSignature(uint256 position, uint8 change) external {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(24, HOURLY, 50);
        bytes memory signature = signReadings(readings);
        position = bound(position, 0, readings.length - 1);
        readings[position] ^= bytes1(uint8(bound(change, 1, 255)));
        vm.prank(users.mah);
        vm.expectRevert();
        coldChain.evaluate(lot, holder(), readings, device, signature);
        assertEq(
            uint256(coldChain.judgementOf(SeriesId.wrap(keccak256(readings)), LotId.unwrap(lotIdOf(lot))).verdict),
            uint256(Verdict.None),
            "none"
        );
    }

    function testFuzz_AnyChangedByteOfASignatureFails(uint256 position, uint8 change) external {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(24, HOURLY, 50);
        bytes memory signature = signReadings(readings);
        signature[bound(position, 0, 63)] ^= bytes1(uint8(bound(change, 1, 255)));
        vm.prank(users.mah);
        vm.expectRevert();
        coldChain.evaluate(lot, holder(), readings, device, signature);
    }

    function testFuzz_EveryPackProvesItselfAndNothingElse(uint32 index, uint32 other, bytes32 unitHash) external view {
        index = uint32(bound(index, 0, UNITS - 1));
        other = uint32(bound(other, 0, UNITS - 1));
        bytes32 own = unitHashOf(VACCINE, LOT, index);
        bytes32[] memory proof = UnitTree.proofOf(tree, index);
        _expect(lot, index, own, proof, IUnitLedger.VerificationResult.Verified);
        if (other != index) _expect(lot, other, own, proof, IUnitLedger.VerificationResult.NoMatch);
        if (unitHash != own) _expect(lot, index, unitHash, proof, IUnitLedger.VerificationResult.NoMatch);
    }

    function testFuzz_AnyChangedFieldOfALotFails(uint256 field, uint256 change) external view {
        LotDetails memory changed = lot;
        field = bound(field, 0, 3);
        if (field == 0) changed.expiry ^= uint32(bound(change, 1, type(uint32).max));
        if (field == 1) changed.expiresAt ^= uint40(bound(change, 1, type(uint40).max));
        if (field == 2) changed.unitsRoot ^= bytes32(bound(change, 1, type(uint256).max));
        if (field == 3) changed.unitCount ^= uint32(bound(change, 1, type(uint32).max));
        bytes32 own = unitHashOf(VACCINE, LOT, 0);
        _expect(changed, 0, own, UnitTree.proofOf(tree, 0), IUnitLedger.VerificationResult.LotDetailsDiffer);
    }

    function testFuzz_AnyChangedProofFails(uint32 index, uint256 level, bytes32 change) external view {
        vm.assume(change != 0);
        index = uint32(bound(index, 0, UNITS - 1));
        bytes32[] memory proof = UnitTree.proofOf(tree, index);
        proof[bound(level, 0, proof.length - 1)] ^= change;
        bytes32 own = unitHashOf(VACCINE, LOT, index);
        _expect(lot, index, own, proof, IUnitLedger.VerificationResult.NoMatch);
    }

    /// @dev Whatever the readings: a freeze rejects, and what is Conformant keeps every rule.
    function testFuzz_VerdictsKeepTheirRules(uint256 seed, uint256 count) external view {
        count = bound(count, 2, 60);
        bytes memory readings = ReadingsBuilder.start(NOW - 60 days);
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            readings = readings.add(1, uint16(1 + random % 150), int16(int256((random >> 16) % 200) - 10));
        }
        IColdChain.Assessment memory found = coldChain.assess(REFRIGERATED, readings);
        if (found.minDeciC < 0) assertEq(uint256(found.verdict), uint256(Verdict.Reject), "freeze");
        else assertTrue(found.verdict != Verdict.Reject, "no freeze");
        if (found.verdict == Verdict.Conformant) {
            assertTrue(found.minDeciC >= 20 && found.maxDeciC <= 150, "within the excursion bounds");
            assertTrue(found.mktMilliC <= 8_000, "within the limit");
        }
        assertTrue(found.mktMilliC >= int32(found.minDeciC) * 100, "no colder than the coldest");
        assertTrue(found.mktMilliC <= int32(found.maxDeciC) * 100, "no warmer than the warmest");
    }

    function _expect(
        LotDetails memory details,
        uint32 index,
        bytes32 unitHash,
        bytes32[] memory proof,
        IUnitLedger.VerificationResult expected
    ) private view {
        (IUnitLedger.VerificationResult result,) = units.verify(details, index, unitHash, proof);
        assertEq(uint256(result), uint256(expected), "result");
    }
}
