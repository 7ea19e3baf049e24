// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Who reviewers belong to, and whom they may not judge
/// @notice Affiliations are tags, keccak256(abi.encode(domain, ROR id, salt)) with a salt that a research programme shares
/// off chain: equal tags mean the same organisation, and nobody without the salt tells which. Nothing here lets anybody
/// vote or keeps a vote from counting that was cast: entries only keep reviewers off panels that are yet to be drawn.
interface IReviewerRegistry {
    event AffiliationDeclared(address indexed reviewer, bytes32 indexed affiliation);
    /// @dev It still counts until `countsUntil`.
    event AffiliationEnded(address indexed reviewer, bytes32 indexed affiliation, uint40 countsUntil);
    /// @dev `by` is the reviewer itself, or whoever keeps the registry; `evidenceHash` is zero for the reviewer itself.
    event ConflictRecorded(address indexed reviewer, address indexed party, address by, bytes32 evidenceHash);

    error ReviewerRegistry_EmptyAffiliation();
    error ReviewerRegistry_NotAffiliated(address reviewer, bytes32 affiliation);
    error ReviewerRegistry_EvidenceMissing(address reviewer, address party);

    /// @notice The caller belongs to an organisation. A reviewer without any sits on no panel.
    function declareAffiliation(bytes32 affiliation) external;
    /// @notice The caller has left; the affiliation counts for COOLING_OFF more.
    function endAffiliation(bytes32 affiliation) external;
    /// @notice The caller will not judge grants of `party`. Cannot be taken back.
    function declareConflict(address party) external;
    /// @notice Records a conflict of interest that a reviewer kept to itself, with the hash of the published evidence.
    /// Restricted.
    function recordConflict(address reviewer, address party, bytes32 evidenceHash) external;

    /// @notice Last second at which the affiliation counts; NEVER while it lasts, zero if there was none.
    function affiliatedUntil(address reviewer, bytes32 affiliation) external view returns (uint40);
    function hasConflict(address reviewer, address party) external view returns (bool);
    /// @notice Bit i: reviewer i has declared an affiliation, none that counts is excluded, and it has no conflict with
    /// either party.
    function eligible(
        address[] calldata reviewers,
        bytes32[] calldata excludedAffiliations,
        address funder,
        address investigator
    ) external view returns (uint16 bitmap);
}
