// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IColdChain} from "../../contracts/interfaces/IColdChain.sol";
import {Lots} from "../../contracts/libraries/Lots.sol";
import {AttesterRegistry} from "../../contracts/oracle/AttesterRegistry.sol";
import {ColdChain} from "../../contracts/provenance/ColdChain.sol";
import {ConsentId, Gln, LotId, ModelId, RequestId, SeriesId, Sscc} from "../../contracts/types/Identifiers.sol";
import {InferenceAnswer, Mode, Provenance} from "../../contracts/types/Inference.sol";
import {
    Content,
    LotDetails,
    Mark,
    NO_LOGISTIC_UNIT,
    NO_PARTNER,
    QuarantineOrder,
    ROLE_CARRIER,
    ROLE_DISPENSER,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER,
    SCATTERED,
    Verdict
} from "../../contracts/types/Provenance.sol";
import {DeviceSigner} from "./DeviceSigner.sol";
import {LedgerDouble} from "./LedgerDouble.sol";
import {ProvenanceDefaults} from "./ProvenanceDefaults.sol";
import {ReadingsBuilder} from "./ReadingsBuilder.sol";

/// @title ColdChain over a ledger whose facts the test sets
abstract contract ColdChainFixture is DeviceSigner, ProvenanceDefaults {
    using Lots for LotDetails;
    using ReadingsBuilder for bytes;

    ModelId internal constant MODEL = ModelId.wrap(keccak256("model"));
    int32 internal constant THRESHOLD = 100;

    AccessManager internal manager;
    AttesterRegistry internal attesters;
    LedgerDouble internal ledger;
    ColdChain internal coldChain;
    Users internal users;
    address internal device;
    uint256 internal deviceKey;
    LotDetails internal vaccine;
    LotDetails internal otherVaccine;

    function setUp() public virtual {
        vm.warp(NOW);
        manager = AccessManager(deploy("AccessManager", abi.encode(this)));
        attesters = AttesterRegistry(deploy("AttesterRegistry", abi.encode(manager)));
        ledger = new LedgerDouble();
        users.oracle = makeAddr("oracle");
        coldChain = ColdChain(deploy("ColdChain", abi.encode(manager, ledger, attesters, users.oracle)));
        (device, deviceKey) = makeAddrAndKey("logger");
        attesters.setAttester(device, Provenance.DEVICE_SIGNED, NOW + 365 days, keccak256("952123400007"));
        _setUpPartners();
        coldChain.defineProfile(REFRIGERATED, refrigerated());
        coldChain.defineProfile(ROOM, room());
        coldChain.allowModel(MODEL, true, THRESHOLD);
        ledger.setProduct(VACCINE, MAH, REFRIGERATED);
        ledger.setProduct(TABLET, MAH, ROOM);
        vaccine = _lot("VAX26A01");
        otherVaccine = _lot("VAX26A02");
    }

    function _setUpPartners() private {
        users.mah = _partner("mah", MAH, ROLE_MANUFACTURER);
        users.carrier = _partner("carrier", CARRIER, ROLE_CARRIER);
        users.wholesaler = _partner("wholesaler", WHOLESALER, ROLE_WHOLESALER);
        users.hospital = _partner("hospital", HOSPITAL, ROLE_DISPENSER);
        users.regulator = _partner("regulator", REGULATOR, ROLE_REGULATOR);
        users.mallory = makeAddr("mallory");
        users.qualityPerson = makeAddr("quality person");
        ledger.setQualityPerson(MAH, users.qualityPerson);
    }

    function _partner(string memory name, Gln gln, uint16 roles) private returns (address account) {
        account = makeAddr(name);
        ledger.setPartner(gln, account, roles, FOREVER);
    }

    function _lot(string memory name) private returns (LotDetails memory lot) {
        lot = LotDetails(VACCINE, keccak256(bytes(name)), EXPIRY, EXPIRES_AT, REASON, UNITS);
        ledger.setLot(lot);
    }

    // GOODS

    function idOf(LotDetails memory lot) internal pure returns (LotId) {
        return lot.idOf();
    }

    function subjectOf(LotDetails memory lot) internal pure returns (bytes32) {
        return LotId.unwrap(lot.idOf());
    }

    function subjectOf(Sscc sscc, LotDetails memory lot) internal pure returns (bytes32) {
        return keccak256(abi.encode(sscc, lot.idOf()));
    }

    function packSubjectOf(LotDetails memory lot, uint32 index) internal pure returns (bytes32) {
        return keccak256(abi.encode(lot.idOf(), index));
    }

    /// @dev A case with ten packs of each lot, in the wholesaler's custody.
    function boxed(Sscc sscc, LotDetails memory a, LotDetails memory b) internal returns (Content[] memory contents) {
        contents = new Content[](2);
        contents[0] = Content(a.idOf(), EXPIRES_AT, 0, 10);
        contents[1] = Content(b.idOf(), EXPIRES_AT, 0, 10);
        ledger.setUnit(sscc, NO_LOGISTIC_UNIT, WHOLESALER, NO_PARTNER, NO_PARTNER, contents);
    }

    /// @dev Puts it onto a pallet on its way from the wholesaler to the hospital.
    function palletised(Sscc sscc, Content[] memory contents) internal returns (Content[] memory onPallet) {
        onPallet = new Content[](contents.length);
        for (uint256 i; i < contents.length; ++i) {
            onPallet[i] = Content(contents[i].lot, contents[i].expiresAt, SCATTERED, contents[i].unitCount);
        }
        ledger.setUnit(sscc, PALLET, NO_PARTNER, NO_PARTNER, NO_PARTNER, contents);
        ledger.setUnit(PALLET, NO_LOGISTIC_UNIT, WHOLESALER, HOSPITAL, CARRIER, onPallet);
    }

    function isOrdered(LotDetails memory lot, QuarantineOrder order) internal view returns (bool) {
        return ledger.ordersOf(lot.idOf()) & 1 << uint256(order) != 0;
    }

    function isMarked(Sscc sscc, Mark mark) internal view returns (bool) {
        return ledger.marksOf(sscc) & 1 << uint256(mark) != 0;
    }

    // READINGS

    function hours_(uint256 count, int16 deciC, uint256 then, int16 thenDeciC) internal pure returns (bytes memory) {
        return ReadingsBuilder.start(NOW - 1 days).add(count, HOURLY, deciC).add(then, HOURLY, thenDeciC);
    }

    function good() internal pure returns (bytes memory) {
        return hours_(12, 50, 12, 51);
    }

    /// @dev Conformant but for three hours without a reading.
    function gappy() internal pure returns (bytes memory) {
        return ReadingsBuilder.start(NOW - 1 days).add(10, HOURLY, 50).add(1, 180, 50).add(10, HOURLY, 50);
    }

    function warm() internal pure returns (bytes memory) {
        return hours_(16, 50, 8, 140);
    }

    function frozen() internal pure returns (bytes memory) {
        return hours_(22, 50, 2, -10);
    }

    function seriesOf(bytes memory readings) internal pure returns (SeriesId) {
        return SeriesId.wrap(keccak256(readings));
    }

    function signReadings(bytes memory readings) internal view returns (bytes memory signature) {
        return signReadingsFor(address(attesters), deviceKey, readings);
    }

    // JUDGING

    function wholeLot(Gln gln) internal pure returns (IColdChain.Reporter memory) {
        return IColdChain.Reporter(gln, NO_LOGISTIC_UNIT, new Content[](0));
    }

    function evaluateAs(
        address caller,
        LotDetails memory lot,
        IColdChain.Reporter memory reporter,
        bytes memory readings
    ) internal returns (SeriesId series, Verdict verdict) {
        bytes memory signature = signReadings(readings);
        vm.prank(caller);
        return coldChain.evaluate(lot, reporter, readings, device, signature);
    }

    function judge(LotDetails memory lot, bytes memory readings) internal returns (SeriesId series, Verdict verdict) {
        return evaluateAs(users.mah, lot, wholeLot(MAH), readings);
    }

    function judgeCase(LotDetails memory lot, Content[] memory contents, bytes memory readings)
        internal
        returns (SeriesId series, Verdict verdict)
    {
        return evaluateAs(users.wholesaler, lot, IColdChain.Reporter(WHOLESALER, CASE, contents), readings);
    }

    function judgePack(LotDetails memory lot, uint32 index, bytes memory readings)
        internal
        returns (SeriesId series, Verdict verdict)
    {
        bytes memory signature = signReadings(readings);
        vm.prank(users.hospital);
        return coldChain.evaluateUnit(lot, index, HOSPITAL, readings, device, signature);
    }

    /// @dev A freeze that ended `age` ago.
    function frozenOf(uint40 age) internal pure returns (bytes memory) {
        return ReadingsBuilder.start(NOW - age - 24 hours).add(25, HOURLY, -10);
    }

    function dismissAs(address caller, Gln by, SeriesId series, LotDetails memory lot, Sscc sscc) internal {
        vm.prank(caller);
        coldChain.dismiss(series, lot, sscc, by, REASON);
    }

    // NETWORK

    function answerOf(SeriesId series, int32 score, bool isFinal) internal view returns (InferenceAnswer memory) {
        return InferenceAnswer({
            requester: users.mallory,
            modelId: MODEL,
            payloadHash: SeriesId.unwrap(series),
            inputCommitment: REASON,
            consentId: ConsentId.wrap(0),
            provenance: Provenance.DEVICE_SIGNED,
            mode: Mode.OPTIMISTIC,
            isFinal: isFinal,
            valueAtRisk: 0,
            nonce: 0,
            output: abi.encodePacked(score)
        });
    }

    function tell(RequestId id, SeriesId series, int32 score, bool isFinal) internal {
        InferenceAnswer memory answer = answerOf(series, score, isFinal);
        vm.prank(users.oracle);
        coldChain.onInference(id, answer);
    }

    function overturn(RequestId id, SeriesId series, int32 score) internal {
        InferenceAnswer memory answer = answerOf(series, score, false);
        vm.prank(users.oracle);
        coldChain.onOverturned(id, answer);
    }

    function assertFlag(SeriesId series, IColdChain.Flag flag, int32 score) internal view {
        IColdChain.Series memory record = coldChain.seriesOf(series);
        assertEq(uint256(record.flag), uint256(flag), "flag");
        assertEq(int256(record.score), int256(score), "score");
    }
}
