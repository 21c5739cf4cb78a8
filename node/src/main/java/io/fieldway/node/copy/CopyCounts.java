package io.fieldway.node.copy;

/// What came of the copying of a node.
///
/// @param bytes of entries that were sent
/// @param restarts how often a copy had to be begun anew
/// @param behind how often that was for want of room in memory
/// @param patienceRanOut how often acknowledgements went on without the substitute
/// @param lagBytes what the substitute has not acknowledged
/// @param isUnprotected whether acknowledgements are to wait for a substitute and do not
public record CopyCounts(
    long bytes,
    long restarts,
    long behind,
    long patienceRanOut,
    long lagBytes,
    boolean isUnprotected) {}
