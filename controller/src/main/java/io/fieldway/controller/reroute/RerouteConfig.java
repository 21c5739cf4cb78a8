package io.fieldway.controller.reroute;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The times and bounds of rerouting.
public record RerouteConfig(
    @Key("How often each node hears of the controller.") Duration beat,
    @Key(
            "How long a node obeys a controller that it does not hear, and how long it may be silent"
                + " before it is suspected; the nodes' own lease must be the same.")
        Duration lease,
    @Key(
            "How much sooner than its lease the controller stops acting: more than a message is ever"
                + " under way.")
        Duration margin,
    @Key("How long a new acting controller listens before it plans.") Duration settle,
    @Key(
            "How long a node or a link stays in the plan that is not heard of, if it is not dead: a"
                + " change costs a new copy.")
        Duration goneAfter,
    @Key("How long a substitute stays before a better kind may take its place.")
        Duration improveAfter,
    @Key("How long a substitute is passed over that has refused a node.") Duration refusedFor,
    @Key(
            value =
                "The most sessions that a node shall have, its own and those it stands in for; who"
                    + " has no room is no substitute.",
            least = 1)
        long sessions,
    @Key(
            value =
                "The most bytes of journals that a node shall keep, its own and copies; who has no"
                    + " room is no substitute.",
            size = true,
            least = 1)
        long bytes,
    @Key(value = "The most nodes; one more is left out and counted.", least = 1, most = 1_000)
        int nodes,
    @Key(
            value =
                "The handovers that are remembered for people; beyond it the oldest that is over is"
                    + " forgotten and counted.",
            least = 1,
            most = 10_000)
        int handovers)
    implements Checked {
  public static RerouteConfig defaults() {
    return new RerouteConfig(
        Duration.ofMillis(500),
        Duration.ofSeconds(3),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        100_000,
        1L << 30,
        200,
        200);
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (margin.compareTo(lease) >= 0) {
      problems.add(
          new Problem("margin", "expected less than the lease, " + lease.toMillis() + "ms"));
    }
    if (!beat.isPositive() || beat.multipliedBy(2).compareTo(lease.minus(margin)) > 0) {
      problems.add(
          new Problem(
              "beat", "expected more than 0 and at most half of the lease less the margin"));
    }
    return problems;
  }
}
