// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDemandForecasts} from "../../contracts/interfaces/IDemandForecasts.sol";
import {Gln, Gtin} from "../../contracts/types/Identifiers.sol";
import {PartnerList} from "./PartnerList.sol";
import {Test} from "./Test.sol";

/// @title A maker that forecasts what a wholesaler will sell in four steps
abstract contract ForecastFixture is Test {
    uint40 internal constant START = 1_780_000_000;
    uint40 internal constant STARTS_AT = START + 1 days;
    uint40 internal constant ENDS_AT = STARTS_AT + 28 days;
    uint40 internal constant REPORT_TIME = 30 days;
    uint40 internal constant OPEN_TIME = 14 days;
    uint16 internal constant STEPS = 4;
    bytes32 internal constant NONCE = keccak256("a nonce");
    bytes32 internal constant SALT = keccak256("a salt");
    Gln internal constant MAKER = Gln.wrap(9_521_234_000_013);
    Gln internal constant WHOLESALER = Gln.wrap(9_525_678_000_012);
    Gtin internal constant GTIN = Gtin.wrap(9_521_234_543_213);

    address internal maker;
    address internal wholesaler;
    address internal mallory;
    PartnerList internal partners;
    IDemandForecasts internal forecasts;

    function setUp() public virtual {
        vm.warp(START);
        (maker, wholesaler, mallory) = (makeAddr("maker"), makeAddr("wholesaler"), makeAddr("mallory"));
        partners = new PartnerList();
        partners.set(MAKER, maker, START + 365 days);
        partners.set(WHOLESALER, wholesaler, START + 365 days);
        forecasts = IDemandForecasts(deploy("DemandForecasts", abi.encode(partners)));
    }

    // FIGURES

    function _figures(uint32 a, uint32 b, uint32 c, uint32 d) internal pure returns (uint32[] memory figures) {
        figures = new uint32[](4);
        (figures[0], figures[1], figures[2], figures[3]) = (a, b, c, d);
    }

    function _values() internal pure returns (uint32[] memory) {
        return _figures(100, 120, 80, 90);
    }

    function _actuals() internal pure returns (uint32[] memory) {
        return _figures(110, 100, 90, 100);
    }

    function _idOf(bytes32 nonce) internal pure returns (bytes32) {
        return keccak256(abi.encode(MAKER, WHOLESALER, GTIN, STARTS_AT, ENDS_AT, nonce));
    }

    function _commitment(bytes32 id, uint32[] memory values) internal pure returns (bytes32) {
        return keccak256(abi.encode(id, values, SALT));
    }

    // ACTS

    function _commit() internal returns (bytes32 id) {
        return _commitTo(_values());
    }

    function _commitTo(uint32[] memory values) internal returns (bytes32 id) {
        bytes32 commitment = _commitment(_idOf(NONCE), values);
        vm.prank(maker);
        return forecasts.commit(MAKER, WHOLESALER, GTIN, STARTS_AT, ENDS_AT, uint16(values.length), NONCE, commitment);
    }

    function _report(bytes32 id, uint32[] memory actuals) internal {
        vm.warp(ENDS_AT);
        vm.prank(wholesaler);
        forecasts.report(id, actuals);
    }

    function _reported() internal returns (bytes32 id) {
        id = _commit();
        _report(id, _actuals());
    }

    // CHECKS

    function _assertState(bytes32 id, IDemandForecasts.State expected, string memory label) internal view {
        assertEq(uint256(forecasts.forecastOf(id).state), uint256(expected), label);
    }

    function _expectState(bytes32 id, IDemandForecasts.State state, IDemandForecasts.State needed) internal {
        vm.expectRevert(abi.encodeWithSelector(IDemandForecasts.DemandForecasts_WrongState.selector, id, state, needed));
    }

    function _expectTime(bytes32 id, uint40 from, uint40 to, uint256 when) internal {
        vm.warp(when);
        vm.expectRevert(abi.encodeWithSelector(IDemandForecasts.DemandForecasts_WrongTime.selector, id, from, to, when));
    }

    function _expectValues(bytes32 id, uint256 length) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IDemandForecasts.DemandForecasts_ValuesRefused.selector, id, length, STEPS)
        );
    }
}
