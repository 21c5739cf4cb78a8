package io.fieldway.controller.reroute;

import io.fieldway.controller.table.Row;
import io.fieldway.wire.control.Grant;
import io.fieldway.wire.control.Status;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which of several controllers acts: the one that a majority of the nodes obeys.
///
/// **Goals.** At most one acts at a time, and one does as long as it can hear a majority.
///
/// **Constraints.** Controllers do not speak with each other. A node obeys the controller of the
/// highest term that it has granted, and grants a term to another only after it has not heard an
/// acting one for the lease. A term is recorded before it is claimed.
///
/// **Algorithm.** Who stands by claims a term above all it has seen, once a majority could grant
/// it, and acts when the statuses of a majority show its grant. What a status shows holds for the
/// lease from when the node has heard this controller, less a margin for the time on the way;
/// without a majority of such grants it stops acting at once. A claim that does not win in the
/// lease is given up, for a while that is different for each controller and each term, so that two
/// do not go on dividing the nodes between them. An acting controller that finds a voter bound to
/// somebody who is not there any more claims a new term, for the voter refuses its present one.
final class Election {
  private enum Role {
    STANDING_BY,
    CLAIMING,
    ACTING
  }

  private final String self;
  private final long lease;
  private final long margin;

  private Role role = Role.STANDING_BY;
  private long term;
  private long claimedAt;
  private long retryAt;
  private long actingSince;
  private long elections;

  Election(String self, RerouteConfig config, long now) {
    this.self = self;
    this.lease = config.lease().toMillis();
    this.margin = config.margin().toMillis();
    this.retryAt = now + pause(0) / 3;
  }

  /// Follows what the voters have said.
  ///
  /// @param unheard how many voters there are that have no row
  void follow(List<Row> voters, int unheard, long now) {
    boolean holds = count(voters, row -> isMine(row, now)) >= majority(voters, unheard);
    if (role == Role.CLAIMING && holds) {
      role = Role.ACTING;
      actingSince = now;
      elections++;
    } else if (role == Role.ACTING && !holds) {
      role = Role.STANDING_BY;
      retryAt = now + pause(term);
    } else if (role == Role.CLAIMING && now - claimedAt > lease) {
      role = Role.STANDING_BY;
      retryAt = now + pause(term);
    }
  }

  /// The term to claim now; empty where there is nothing to claim.
  ///
  /// @param recorded the highest term ever claimed here
  Optional<Long> claim(List<Row> voters, int unheard, long recorded, long now) {
    boolean wants =
        switch (role) {
          case STANDING_BY ->
              now >= retryAt && count(voters, row -> isFree(row, now)) >= majority(voters, unheard);
          case CLAIMING -> false;
          case ACTING -> voters.stream().anyMatch(row -> isBoundToNobody(row, now));
        };
    return wants ? Optional.of(1 + Math.max(recorded, highest(voters))) : Optional.empty();
  }

  /// A term was recorded, and is claimed from now on.
  void claimed(long claimedTerm, long now) {
    term = claimedTerm;
    role = Role.CLAIMING;
    claimedAt = now;
  }

  boolean isActing() {
    return role == Role.ACTING;
  }

  /// Whether a node is to be asked for its grant.
  boolean asks(Row row) {
    return role != Role.STANDING_BY && grant(row).map(Grant::term).orElse(0L) < term;
  }

  long term() {
    return term;
  }

  long actingSince() {
    return actingSince;
  }

  long elections() {
    return elections;
  }

  /// For people: acting, claiming or standing by.
  String role() {
    return switch (role) {
      case STANDING_BY -> "standing by";
      case CLAIMING -> "claiming";
      case ACTING -> "acting";
    };
  }

  /// The voter obeys this controller, and still will for a while, even if it is not heard any more:
  /// so that of two nodes one can be found dead.
  private boolean isMine(Row row, long now) {
    return grant(row)
        .filter(grant -> grant.controller().equals(self) && grant.term() == term)
        .filter(grant -> age(row, grant, now) < lease - margin)
        .isPresent();
  }

  /// The voter is heard, and would grant a claim.
  private boolean isFree(Row row, long now) {
    return row.isHeard(now, lease)
        && row.status().isPresent()
        && grant(row)
            .filter(grant -> !grant.controller().equals(self) && age(row, grant, now) <= lease)
            .isEmpty();
  }

  /// The voter is heard and obeys somebody of no lower term, who is silent.
  private boolean isBoundToNobody(Row row, long now) {
    return row.isHeard(now, lease)
        && grant(row)
            .filter(grant -> !(grant.controller().equals(self) && grant.term() == term))
            .filter(grant -> grant.term() >= term && age(row, grant, now) > lease)
            .isPresent();
  }

  private static long age(Row row, Grant grant, long now) {
    return now - row.heardAt() + grant.heardAgo().toMillis();
  }

  private static Optional<Grant> grant(Row row) {
    return row.status().flatMap(Status::granted);
  }

  private static long highest(Collection<Row> voters) {
    return voters.stream().mapToLong(row -> grant(row).map(Grant::term).orElse(0L)).max().orElse(0);
  }

  private static int majority(List<Row> voters, int unheard) {
    return (voters.size() + unheard) / 2 + 1;
  }

  private static long count(List<Row> voters, Predicate<Row> is) {
    return voters.stream().filter(is).count();
  }

  /// From nothing to the lease.
  private long pause(long after) {
    return Math.floorMod((self + ' ' + after).hashCode() * 0x9E37_79B9L, lease);
  }
}
