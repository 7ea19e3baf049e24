// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A price feed that says whatever it is told, in whatever shape
contract OddFeed {
    enum Fault {
        None,
        Reverts,
        EatsGas,
        AnswersTooLittle,
        AnswersTooMuch
    }

    uint256 private constant MUCH = 100_000;

    uint256[5] private _round;
    uint256 private _decimals;
    Fault private _roundFault;
    Fault private _decimalsFault;

    error OddFeed_Reverts();

    function setRound(uint256[5] calldata round) external {
        _round = round;
    }

    function setDecimals(uint256 value) external {
        _decimals = value;
    }

    function setFaults(Fault roundFault, Fault decimalsFault) external {
        (_roundFault, _decimalsFault) = (roundFault, decimalsFault);
    }

    function latestRoundData() external view returns (uint256, uint256, uint256, uint256, uint256) {
        _fail(_roundFault, 128);
        return (_round[0], _round[1], _round[2], _round[3], _round[4]);
    }

    function decimals() external view returns (uint256) {
        _fail(_decimalsFault, 31);
        return _decimals;
    }

    function _fail(Fault fault, uint256 tooLittle) private pure {
        if (fault == Fault.Reverts) revert OddFeed_Reverts();
        if (fault == Fault.None) return;
        assembly ("memory-safe") {
            // Every fault but the endless loop returns zeros, of a length that nobody asked for.
            if eq(fault, 2) { for {} 1 {} {} }
            let size := tooLittle
            if eq(fault, 4) { size := MUCH }
            calldatacopy(mload(0x40), calldatasize(), size)
            return(mload(0x40), size)
        }
    }
}
