// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "../interfaces/IProofVerifier.sol";

/// @title What proposers and killers of verification keys are owed
abstract contract KeyRewards is IProofVerifier {
    // STORAGE

    mapping(address account => uint256 wei_) private _balances;

    // BALANCES

    /// @inheritdoc IProofVerifier
    function withdraw(address payable to) external returns (uint256 amount) {
        // Check: there is something to pay.
        amount = _balances[msg.sender];
        if (amount == 0) revert ProofVerifier_NothingToWithdraw(msg.sender);

        // Effect: the balance is gone before money moves.
        _balances[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amount);

        // Interaction: pay.
        (bool paid,) = to.call{value: amount}("");
        if (!paid) revert ProofVerifier_TransferFailed(to, amount);
    }

    /// @inheritdoc IProofVerifier
    function balanceOf(address account) external view returns (uint256) {
        return _balances[account];
    }

    function _credit(address account, uint256 amount) internal {
        _balances[account] += amount;
    }
}
