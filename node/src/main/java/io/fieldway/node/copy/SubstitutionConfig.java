package io.fieldway.node.copy;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How a node's journal is copied to the node that stands in for it, and what it takes of others.
public record SubstitutionConfig(
    @Key(
            "What the acknowledgement of a publisher waits for: local the node's own disk,"
                + " substitute the disk of its substitute as well.")
        CopyDurability durability,
    @Key(
            "A node whose substitute has not answered for so long closes its listeners, unless the"
                + " controller speaks to it; only then may the substitute carry it on.")
        Duration lease,
    @Key(
            "With durability substitute: how long acknowledgements wait for a substitute that was"
                + " lost; then they follow the own disk alone, and that is said.")
        Duration patience,
    @Key(
            value =
                "Copies of other nodes that this one holds; a node beyond it is refused, and looks"
                    + " for another.",
            least = 1)
        int maximumCopies,
    @Key(
            value = "What these copies may take on the disk together; beyond it they are refused.",
            size = true,
            least = 1 << 20)
        long maximumCopiedBytes,
    @Key(
            value =
                "What may wait in memory for the way to the substitute; beyond it a copy is begun"
                    + " anew, or, with durability substitute, the journal waits.",
            size = true,
            least = 1 << 16)
        long pendingBytes,
    @Key(
            "A command that brings a service address to this machine, with the address as its last"
                + " argument: a dead node's before it is served here, and this node's own before it"
                + " serves. It must succeed where the address is here already. Empty where there is"
                + " none, and only addresses of this machine can be served for another.")
        List<String> takeOver,
    @Key(
            "A command that takes a service address away from this machine, with the address as its"
                + " last argument: a node's that was carried on here, and is no more.")
        List<String> giveBack,
    @Key(
            "Serve from the own disk at a start, without asking who may carry this node on: for when"
                + " its substitute is gone for good.")
        boolean alone)
    implements Checked {
  public SubstitutionConfig(
      CopyDurability durability,
      Duration lease,
      Duration patience,
      int maximumCopies,
      long maximumCopiedBytes,
      long pendingBytes,
      List<String> takeOver,
      List<String> giveBack,
      boolean alone) {
    this.durability = durability;
    this.lease = lease;
    this.patience = patience;
    this.maximumCopies = maximumCopies;
    this.maximumCopiedBytes = maximumCopiedBytes;
    this.pendingBytes = pendingBytes;
    this.takeOver = List.copyOf(takeOver);
    this.giveBack = List.copyOf(giveBack);
    this.alone = alone;
  }

  /// What holds where nothing else is said.
  public static SubstitutionConfig defaults() {
    return new SubstitutionConfig(
        CopyDurability.LOCAL,
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        8,
        4L << 30,
        16L << 20,
        List.of(),
        List.of(),
        false);
  }

  public SubstitutionConfig withDurability(CopyDurability changed) {
    return new SubstitutionConfig(
        changed,
        lease,
        patience,
        maximumCopies,
        maximumCopiedBytes,
        pendingBytes,
        takeOver,
        giveBack,
        alone);
  }

  public SubstitutionConfig withTimes(Duration changedLease, Duration changedPatience) {
    return new SubstitutionConfig(
        durability,
        changedLease,
        changedPatience,
        maximumCopies,
        maximumCopiedBytes,
        pendingBytes,
        takeOver,
        giveBack,
        alone);
  }

  public SubstitutionConfig withMaximumCopies(int changed) {
    return new SubstitutionConfig(
        durability,
        lease,
        patience,
        changed,
        maximumCopiedBytes,
        pendingBytes,
        takeOver,
        giveBack,
        alone);
  }

  /// The same with commands that bring addresses to this machine, and take them away.
  public SubstitutionConfig withCommands(List<String> bringing, List<String> taking) {
    return new SubstitutionConfig(
        durability,
        lease,
        patience,
        maximumCopies,
        maximumCopiedBytes,
        pendingBytes,
        bringing,
        taking,
        alone);
  }

  public SubstitutionConfig withAlone(boolean changed) {
    return new SubstitutionConfig(
        durability,
        lease,
        patience,
        maximumCopies,
        maximumCopiedBytes,
        pendingBytes,
        takeOver,
        giveBack,
        changed);
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    if (lease.compareTo(Duration.ofMillis(300)) < 0) {
      found.add(new Problem("lease", "expected no less than 300 ms, got " + lease));
    }
    if (patience.isNegative()) {
      found.add(new Problem("patience", "expected no less than zero, got " + patience));
    }
    return found;
  }
}
