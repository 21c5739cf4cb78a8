package io.fieldway.node.network;

/// What a network has counted since it began, and what it holds now.
///
/// @param sent control messages to neighbours
/// @param sentBytes of them
/// @param received control messages from neighbours
/// @param taken states of links and of interest that were new
/// @param older such that were known already, or something newer
/// @param wanted whole interests asked for, because a change of one could not be used
/// @param mismatched changes of an interest that did not lead to what its node has signed
/// @param contested times that this node heard of itself what it has not said in this life
/// @param told times that this node told of its links or its interest
/// @param unkept values not kept because the journal had no room
/// @param forgotten nodes not reached for [RoutingConfig#forgetAfter]
/// @param refusedMalformed messages refused as [Refusal#MALFORMED]
/// @param refusedForged as [Refusal#FORGED]
/// @param refusedImpossible as [Refusal#IMPOSSIBLE]
/// @param refusedBeyondBounds as [Refusal#BEYOND_BOUNDS]
/// @param nodes nodes known, this one too
/// @param reachable of them, the others that can be reached
/// @param links that both ends tell of
/// @param filters of other nodes
/// @param filtersUntold of this node, not told because of a bound
public record NetworkCounts(
    long sent,
    long sentBytes,
    long received,
    long taken,
    long older,
    long wanted,
    long mismatched,
    long contested,
    long told,
    long unkept,
    long forgotten,
    long refusedMalformed,
    long refusedForged,
    long refusedImpossible,
    long refusedBeyondBounds,
    int nodes,
    int reachable,
    int links,
    long filters,
    int filtersUntold) {}
