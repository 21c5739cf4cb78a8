package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.interest.InterestChange;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What this node says of itself: what has changed since it said it last, and when it may say more.
final class Own {
  /// A node that is contradicted again waits this many times the pace, so that two nodes of one
  /// name do not fill the mesh with their quarrel.
  private static final int PATIENCE = 10;

  private final KnownNode self;
  private final RoutingConfig config;
  private final Signatures signatures;
  private final Judge judge;
  private final Counters counters;

  // The links and the interest as they are, and what of the interest has not been told.
  private final SortedMap<String, Integer> links = new TreeMap<>();
  private final Set<String> wants = new LinkedHashSet<>();
  private final Set<String> added = new LinkedHashSet<>();
  private final Set<String> removed = new LinkedHashSet<>();
  private final Set<String> untold = new LinkedHashSet<>();
  @Var private Profile profile = Profile.NONE;
  @Var private List<LinkFilter> filters = List.of();

  @Var private long epoch;
  @Var private long sequence;
  @Var private long version;
  @Var private boolean mustTellLinks = true;
  @Var private boolean mustTellInterest = true;
  @Var private long notBefore = Long.MIN_VALUE;
  @Var private long contestedUntil = Long.MIN_VALUE;

  Own(
      KnownNode self,
      long epoch,
      RoutingConfig config,
      Signatures signatures,
      Judge judge,
      Counters counters) {
    this.self = self;
    this.epoch = epoch;
    this.config = config;
    this.signatures = signatures;
    this.judge = judge;
    this.counters = counters;
  }

  String name() {
    return self.name;
  }

  long epoch() {
    return epoch;
  }

  SortedMap<String, Integer> links() {
    return links;
  }

  /// The interest as it is, told or not.
  Set<String> wants() {
    return Collections.unmodifiableSet(wants);
  }

  int untold() {
    return untold.size();
  }

  void link(String neighbour, int cost) {
    links.put(neighbour, cost);
  }

  void cut(String neighbour) {
    links.remove(neighbour);
  }

  void profile(Profile changed) {
    profile = changed;
  }

  void filters(List<LinkFilter> changed) {
    filters = changed;
  }

  void interest(InterestChange change) {
    for (String filter : change.added()) {
      if (wants.add(filter) && !removed.remove(filter)) {
        added.add(filter);
      }
    }
    for (String filter : change.removed()) {
      if (wants.remove(filter) && !untold.remove(filter) && !added.remove(filter)) {
        removed.add(filter);
      }
    }
  }

  /// Whether something may be said now, if there is something to say.
  boolean mayTell(long now) {
    return now >= notBefore;
  }

  /// Makes the next advert of the links. Answers whether there is one.
  boolean tellLinks(long now) {
    SortedMap<String, Integer> told = toldLinks();
    Advert former = self.advert;
    if (!mustTellLinks
        && told.equals(former.links())
        && profile.equals(former.profile())
        && filters.equals(former.filters())) {
      return false;
    }
    mustTellLinks = false;
    sequence++;
    self.advert = new Advert(self.name, new Stamp(epoch, sequence), told, profile, filters);
    self.signedAdvert = signed(self.advert.write());
    told(now);
    return true;
  }

  /// Makes the next version of the interest. Answers what has changed, where something has.
  Optional<Flood.Step> tellInterest(long now) {
    List<String> gone = new ArrayList<>();
    for (String filter : removed) {
      if (self.filters.remove(filter)) {
        gone.add(filter);
      }
    }
    removed.clear();
    if (added.isEmpty() && gone.isEmpty() && !mustTellInterest) {
      return Optional.empty();
    }
    untold.addAll(added);
    added.clear();
    List<String> come = new ArrayList<>();
    untold.removeIf(filter -> isTold(filter, come));
    if (come.isEmpty() && gone.isEmpty() && !mustTellInterest) {
      return Optional.empty();
    }
    mustTellInterest = false;
    version++;
    Stamp base = self.head.stamp();
    self.head = new InterestHead(self.name, new Stamp(epoch, version), self.filters.root());
    self.signedHead = signed(self.head.write());
    told(now);
    return Optional.of(new Flood.Step(base, come, gone));
  }

  /// Somebody has links of this node that it has not told, or not in this life: the next ones will
  /// be newer.
  void contestLinks(Stamp heard, long now) {
    contest(heard, now);
    if (heard.epoch() == epoch) {
      sequence = Math.max(sequence, heard.number());
    }
    mustTellLinks = true;
  }

  /// The same with the interest.
  void contestInterest(Stamp heard, long now) {
    contest(heard, now);
    if (heard.epoch() == epoch) {
      version = Math.max(version, heard.number());
    }
    mustTellInterest = true;
  }

  private void contest(Stamp heard, long now) {
    counters.contested++;
    if (heard.epoch() > epoch) {
      epoch = heard.epoch() + 1;
      sequence = 0;
      version = 0;
      mustTellLinks = true;
      mustTellInterest = true;
    }
    if (now < contestedUntil) {
      notBefore = Math.max(notBefore, contestedUntil);
    } else {
      contestedUntil = now + PATIENCE * config.pace().toMillis();
    }
  }

  private boolean isTold(String filter, List<String> come) {
    boolean told =
        judge.hasRoom(self.filters.size() + 1, self.filters.characters() + filter.length())
            && judge.isFilter(filter);
    if (told) {
      self.filters.put(filter, FilterSet.UNKEPT);
      come.add(filter);
    }
    return told;
  }

  /// The links, as many as there may be and fit a message.
  private SortedMap<String, Integer> toldLinks() {
    SortedMap<String, Integer> told = new TreeMap<>();
    @Var int room = config.maximumControlBytes() / 2;
    for (Map.Entry<String, Integer> link : links.entrySet()) {
      if (link.getKey().isEmpty() || link.getKey().length() > ControlForm.LONGEST_NAME) {
        continue;
      }
      room -= 3 * link.getKey().length() + 2 * Integer.BYTES;
      if (room < 0 || told.size() == config.maximumLinks()) {
        break;
      }
      told.put(link.getKey(), link.getValue());
    }
    return told;
  }

  private Signed signed(Bytes content) {
    return new Signed(content, signatures.sign(content));
  }

  private void told(long now) {
    counters.told++;
    self.heardAt = now;
    notBefore = Math.max(notBefore, now + config.pace().toMillis());
  }
}
