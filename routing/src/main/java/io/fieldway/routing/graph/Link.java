package io.fieldway.routing.graph;

/// A link between two nodes, the same in both directions.
///
/// @param a the node whose name comes first
/// @param b the other node
/// @param cost what a message pays for crossing it, at least 1; 1 where hops are counted
public record Link(String a, String b, int cost) {}
