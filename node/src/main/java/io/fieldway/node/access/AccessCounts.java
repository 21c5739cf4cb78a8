package io.fieldway.node.access;

/// What was decided since the start.
///
/// @param granted clients let in
/// @param refused clients turned away for what they showed
/// @param busy clients turned away because too many waited for their slow hash
/// @param hashes passwords hashed slowly
/// @param waiting how many wait for their hash at the moment
/// @param reloads times that changed files were taken over
/// @param failedReloads times that changed files were wrong, and the former content stayed
public record AccessCounts(
    long granted,
    long refused,
    long busy,
    long hashes,
    int waiting,
    long reloads,
    long failedReloads) {}
