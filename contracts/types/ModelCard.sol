// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev How a model does on one group of people, as counts on rows it was not trained on. Rates are computed on chain.
struct GroupCounts {
    /// keccak256 of what people are told apart by, such as "age" or "sex".
    bytes32 attributeHash;
    /// keccak256 of the group's name, such as "70-79".
    bytes32 nameHash;
    uint32 size;
    /// Of them with the condition in truth.
    uint32 positives;
    /// Of those found by the model.
    uint32 truePositives;
    /// Of the others, wrongly pointed out.
    uint32 falsePositives;
}

/// @dev What evaluators sign about a model: see IModelRegistry for the EIP-712 type. `models:verify` recomputes it.
struct ModelCard {
    /// 1 for a model's first card, and one more for each that follows.
    uint32 round;
    /// Last second at which the model may be activated by this card.
    uint40 validUntil;
    /// keccak256 of the committed card file.
    bytes32 cardHash;
    /// keccak256 of the committed data set.
    bytes32 datasetHash;
    /// keccak256 of the name of the headline figure, such as "CV AUC (pooled)".
    bytes32 metricHash;
    /// That figure for the quantised network, and for the plain baseline beside it.
    uint16 metricBps;
    uint16 baselineBps;
    /// False where the data tell no groups apart: then a person must sign off.
    bool groupsAssessable;
    /// Rows behind the groups, and of them with the condition. Zero where groups are not assessable.
    uint32 size;
    uint32 positives;
    /// In ascending order of attribute, then of name. Each attribute divides all rows.
    GroupCounts[] groups;
}

enum CardStatus {
    /// No card was ever submitted.
    None,
    /// Signed by the evaluators and open to objection.
    Submitted,
    /// The same, where a person signed off on groups that cannot be assessed.
    SignedOff,
    /// Somebody objected: another card is needed.
    Objected,
    /// The model was activated by this card.
    Activated
}
