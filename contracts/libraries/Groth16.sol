// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Groth16 over BN254, for circuits with three public signals
/// @notice e(A, B) = e(alpha, beta) e(input, gamma) e(C, delta), with gamma the generator of G2.
/// @dev The precompiles check that points are on their curves, in the subgroup and with coordinates below the field
/// order; signals are checked here. Every failure of a precompile is a refusal.
library Groth16 {
    /// @dev Order of the groups: signals are below it, or one statement would have several forms.
    uint256 internal constant ORDER = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    uint256 internal constant KEY_BYTES = 18 * 32;
    uint256 internal constant PROOF_BYTES = 8 * 32;

    /// @dev Order of the field of coordinates.
    uint256 private constant FIELD = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    uint256 private constant GAMMA_X_IMAGINARY = 0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2;
    uint256 private constant GAMMA_X_REAL = 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed;
    uint256 private constant GAMMA_Y_IMAGINARY = 0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b;
    uint256 private constant GAMMA_Y_REAL = 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa;

    /// @notice Whether the proof holds for the signals under the key. The caller checks the lengths of both.
    /// @dev Memory at `work`: four pairs of six words: -A B, alpha beta, input gamma, C delta. The input is summed at
    /// the end of it, where the last pair is written afterwards.
    function holds(bytes memory key, uint256[3] memory signals, bytes calldata proof) internal view returns (bool ok) {
        assembly ("memory-safe") {
            let points := add(key, 32)
            let work := mload(0x40)
            let product := add(work, 0x240)

            // signals below the order, no point at infinity, A with a coordinate that can be negated
            let y := calldataload(add(proof.offset, 0x20))
            ok := and(lt(mload(signals), ORDER), lt(mload(add(signals, 0x20)), ORDER))
            ok := and(ok, lt(mload(add(signals, 0x40)), ORDER))
            ok := and(ok, and(lt(y, FIELD), gt(y, 0)))
            ok := and(ok, gt(or(calldataload(add(proof.offset, 0x80)), calldataload(add(proof.offset, 0xa0))), 0))
            ok := and(ok, gt(calldataload(add(proof.offset, 0xe0)), 0))

            // input = K0 + s0 K1 + s1 K2 + s2 K3, kept at work + 0x180
            let input := add(work, 0x180)
            mcopy(input, add(points, 0x140), 0x40)
            for { let i := 0 } lt(i, 3) { i := add(i, 1) } {
                mcopy(product, add(points, add(0x180, mul(i, 0x40))), 0x40)
                mstore(add(product, 0x40), mload(add(signals, mul(i, 0x20))))
                ok := and(ok, staticcall(gas(), 0x07, product, 0x60, add(input, 0x40), 0x40))
                ok := and(ok, staticcall(gas(), 0x06, input, 0x80, input, 0x40))
            }

            // -A and B
            mstore(work, calldataload(proof.offset))
            mstore(add(work, 0x20), sub(FIELD, y))
            calldatacopy(add(work, 0x40), add(proof.offset, 0x40), 0x80)
            // alpha and beta
            mcopy(add(work, 0xc0), points, 0xc0)
            // input and gamma
            mstore(add(work, 0x1c0), GAMMA_X_IMAGINARY)
            mstore(add(work, 0x1e0), GAMMA_X_REAL)
            mstore(add(work, 0x200), GAMMA_Y_IMAGINARY)
            mstore(add(work, 0x220), GAMMA_Y_REAL)
            // C and delta
            calldatacopy(product, add(proof.offset, 0xc0), 0x40)
            mcopy(add(work, 0x280), add(points, 0xc0), 0x80)

            ok := and(ok, staticcall(gas(), 0x08, work, 0x300, 0, 0x20))
            ok := and(ok, eq(mload(0), 1))
        }
    }

    /// @notice Index of the first point of a key that is at infinity or is no point (0 alpha, 1 beta, 2 delta, then the
    /// input points), or the number of points, 7, if all are sound.
    function firstBadPoint(bytes memory key) internal view returns (uint256 index) {
        for (index = 0; index < 7; ++index) {
            bool isG2 = index == 1 || index == 2;
            uint256 offset = index == 0 ? 0 : (isG2 ? index * 128 - 64 : index * 64 + 128);
            if (!_isPoint(key, offset, isG2)) return index;
        }
    }

    /// @dev A pairing with one partner at infinity checks the other and gives 1.
    function _isPoint(bytes memory key, uint256 offset, bool isG2) private view returns (bool ok) {
        assembly ("memory-safe") {
            let point := add(add(key, 32), offset)
            let work := mload(0x40)
            calldatacopy(work, calldatasize(), 0xc0) // zeros
            let size := 0x40
            let to := work
            if isG2 {
                size := 0x80
                to := add(work, 0x40)
            }
            mcopy(to, point, size)
            let any := 0
            for { let i := 0 } lt(i, size) { i := add(i, 0x20) } { any := or(any, mload(add(point, i))) }
            ok := and(gt(any, 0), staticcall(gas(), 0x08, work, 0xc0, 0, 0x20))
            ok := and(ok, eq(mload(0), 1))
        }
    }
}
