package io.fieldway.trials.bench.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.mqtt.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Keeps count of what was checked, and of what was wrong.
public final class Judge {
  private final List<String> faults = new ArrayList<>();
  private final List<String> limits = new ArrayList<>();
  @Var private long checked;

  /// A broker could not do a job.
  public void failed(String broker, String cell, String why) {
    faults.add(broker + ", " + cell + ": " + why);
  }

  /// Deliveries of a cell were checked.
  public void checked(String what, long deliveries, Outcome.Faults found) {
    checked += deliveries;
    if (found.any()) {
      faults.add(
          String.format(
              Locale.ROOT,
              "%s: of %,d deliveries %,d lost, %,d repeated or late",
              what,
              deliveries,
              found.lost(),
              found.repeated()));
    }
  }

  /// The load generator and not the broker was at its limit.
  public void atTheLoadsLimit(String what, double share) {
    limits.add(
        String.format(
            Locale.ROOT,
            "%s: the load generator used %.0f %% of a core; the broker may do more than shown",
            what,
            share * 100));
  }

  /// Whether anything was wrong with this one.
  public boolean foundFaultsOf(String broker) {
    return faults.stream().anyMatch(fault -> fault.startsWith(broker + ","));
  }

  /// What a reader of the report must know.
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        String.format(
            Locale.ROOT,
            "%,d deliveries were checked: %s.",
            checked,
            faults.isEmpty() ? "none lost, repeated or out of order" : "see the faults"));
    notes.addAll(faults);
    notes.addAll(limits);
    return notes;
  }
}
