// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Signatures} from "../libraries/Signatures.sol";

/// @title An ERC-1271 wallet with one owner, which can also refuse, revert or answer nonsense
contract WalletMock is IERC1271 {
    enum Mood {
        Honest,
        Refusing,
        Reverting,
        Short
    }

    address public immutable OWNER;
    Mood public mood;

    constructor(address owner) {
        OWNER = owner;
    }

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (mood == Mood.Reverting) revert("closed");
        if (mood == Mood.Short) {
            assembly ("memory-safe") {
                return(0, 4)
            }
        }
        if (mood == Mood.Refusing) return bytes4(0xffffffff);
        return Signatures.recover(hash, signature) == OWNER ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
