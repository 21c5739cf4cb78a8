package io.fieldway.node.copy;

/// What came of the copying of a node, and of the copies that it holds of others.
///
/// @param bytes of entries that were sent
/// @param restarts how often a copy had to be begun anew
/// @param behind how often that was for want of room in memory
/// @param patienceRanOut how often acknowledgements went on without the substitute
/// @param stalls how often the journal's writer waited for room in the copy
/// @param lagBytes what the substitute has not acknowledged
/// @param unprotected 1 where acknowledgements are to wait for a substitute and do not, else 0
/// @param held copies of others that are held here
/// @param heldBytes what they take on the disk
/// @param refused copies of others that were not taken
public record CopyCounts(
    long bytes,
    long restarts,
    long behind,
    long patienceRanOut,
    long stalls,
    long lagBytes,
    long unprotected,
    long held,
    long heldBytes,
    long refused) {
  /// Of a node that is not copied and holds no copies.
  public static final CopyCounts NONE = new CopyCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// The same, with how often the journal's writer waited.
  public CopyCounts withStalls(long counted) {
    return new CopyCounts(
        bytes,
        restarts,
        behind,
        patienceRanOut,
        counted,
        lagBytes,
        unprotected,
        held,
        heldBytes,
        refused);
  }

  /// The same, with what is held of others.
  public CopyCounts withHeld(long copies, long bytesOfThem, long turnedAway) {
    return new CopyCounts(
        bytes,
        restarts,
        behind,
        patienceRanOut,
        stalls,
        lagBytes,
        unprotected,
        copies,
        bytesOfThem,
        turnedAway);
  }
}
