// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, Sscc} from "../types/Identifiers.sol";
import {Content, DiscrepancyCode, Resolution, ShipmentState} from "../types/Provenance.sol";

/// @title Shipments: custody of a logistic unit in two steps
/// @dev Custody moves only when the sender offered and the named receiver accepts. No role, owner, monitor or oracle
/// moves it, and nobody alone.
interface IShipments {
    /// @dev The latest receipt that was short.
    struct Discrepancy {
        Gln sender;
        Gln receiver;
        DiscrepancyCode code;
        /// What one side proposed, or both agreed on.
        Resolution resolution;
        bool agreed;
        /// Who proposed.
        Gln proposedBy;
    }

    event ShipmentOffered(Sscc indexed sscc, Gln indexed from, Gln indexed to, Gln carrier, uint40 acceptBy);
    event ShipmentPickedUp(Sscc indexed sscc, Gln indexed by);
    event ShipmentReceived(
        Sscc indexed sscc, Gln indexed from, Gln indexed to, uint32 receivedCount, uint32 missing, DiscrepancyCode code
    );
    event ShipmentRejected(Sscc indexed sscc, Gln indexed by, DiscrepancyCode code);
    event ShipmentCancelled(Sscc indexed sscc);
    event ShipmentTimedOut(Sscc indexed sscc, uint40 acceptBy);
    event ResolutionProposed(Sscc indexed sscc, Gln indexed by, Resolution resolution);
    event DiscrepancyResolved(Sscc indexed sscc, Resolution resolution);

    /// @notice Thrown when a shipment would leave its states' order.
    error BatchLedger_IllegalTransition(Sscc sscc, ShipmentState from, ShipmentState to);
    /// @notice Thrown when the receiver is the sender.
    error BatchLedger_ToSelf(Sscc sscc, Gln gln);
    /// @notice Thrown when a partner that only dispenses ships to one that does not.
    error BatchLedger_NotDownstream(Sscc sscc, Gln from, Gln to, uint16 rolesOfReceiver);
    /// @notice Thrown when the time for acceptance is over, or longer than MAX_TRANSIT.
    error BatchLedger_AcceptByOutOfRange(Sscc sscc, uint40 acceptBy, uint256 now_);
    /// @notice Thrown when acceptance is still possible.
    error BatchLedger_AcceptanceOpen(Sscc sscc, uint40 acceptBy, uint256 now_);
    /// @notice Thrown when somebody else than receiver or carrier picks up.
    error BatchLedger_NotNamed(Sscc sscc, Gln by, Gln receiver, Gln carrier);
    /// @notice Thrown when the count exceeds what was sent, is zero, or is short without a reason.
    error BatchLedger_CountRefused(Sscc sscc, uint32 received, uint32 expected, DiscrepancyCode code);
    /// @notice Thrown when there is no open discrepancy, or the partner has no part in it.
    error BatchLedger_NoDiscrepancy(Sscc sscc, Gln by);

    /// @notice Offers a logistic unit to a partner. Only its custodian; every part must be Active, and what an earlier
    /// receipt was short of has been named. A custodian that only dispenses ships to dispensers: what it sends back up the
    /// chain is returned pack by pack (IUnitLedger.requestReturn), so that it is verified.
    /// @param carrier Partner that may pick up beside the receiver, or NO_PARTNER.
    function ship(Sscc sscc, Content[] calldata contents, Gln to, Gln carrier, uint40 acceptBy) external;
    /// @notice Confirms pick-up; the sender can no longer cancel. `by` is the receiver or the named carrier.
    function pickUp(Sscc sscc, Gln by) external;
    /// @notice Accepts; custody passes to the named receiver, who alone may call. Missing units are booked Suspect, to be
    /// named. What is known to be stolen, illegitimate or destroyed is not accepted.
    function receiveShipment(Sscc sscc, Content[] calldata contents, uint32 receivedCount, DiscrepancyCode code)
        external;
    /// @notice Refuses; custody stays with the sender, the unit is Suspect. Only the named receiver.
    function rejectShipment(Sscc sscc, DiscrepancyCode code) external;
    /// @notice Takes an offer back before pick-up. Only the sender.
    function cancelShipment(Sscc sscc) external;
    /// @notice Ends an offer that was not accepted in time; custody stays with the sender, the unit is Suspect. Anyone.
    function timeOutShipment(Sscc sscc) external;
    /// @notice Settles the latest discrepancy when sender and receiver have both shown the same resolution. It moves no
    /// goods: what is missing stays Suspect until it is found and verified.
    function resolveDiscrepancy(Sscc sscc, Gln by, Resolution resolution) external;

    function discrepancyOf(Sscc sscc) external view returns (Discrepancy memory discrepancy);
}
