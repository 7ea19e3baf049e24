// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ModelId} from "../../contracts/types/Identifiers.sol";
import {CardStatus, ModelCard} from "../../contracts/types/ModelCard.sol";
import {NetworkFiles} from "./NetworkFiles.sol";
import {OracleFixture} from "./OracleFixture.sol";

/// @title A model that is registered and waits for its card
abstract contract ModelCase is OracleFixture {
    bytes32 internal constant REASON = keccak256("a published reason");

    ModelId internal fresh;

    function setUp() public virtual override {
        super.setUp();
        vm.prank(users.admin);
        fresh = models.register(NetworkFiles.valid(), keccak256("fresh manifest"), 0);
    }

    function _submit(ModelCard memory card) internal {
        models.submitCard(fresh, card, _signCard(models, fresh, card));
    }

    function _assertCard(CardStatus expected, string memory label) internal view {
        assertEq(uint256(models.cardOf(fresh).status), uint256(expected), label);
    }
}
