package io.fieldway.routing.reroute;

/// A node as the plan sees it.
///
/// @param load what a substitute would have to take
/// @param room what it can take of others besides its own; [Load#NONE] takes a node that has
///   nothing
/// @param needsSubstitute whether it is alive and serves
/// @param takesOthers whether it can be a substitute: alive, neither fenced nor drained, and others
///   can connect to it
public record Member(
    String name,
    Behaviour behaviour,
    Load load,
    Load room,
    boolean needsSubstitute,
    boolean takesOthers) {}
