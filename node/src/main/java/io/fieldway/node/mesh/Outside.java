package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Addressee;
import io.fieldway.node.broker.Beyond;
import io.fieldway.node.broker.Onward;
import io.fieldway.node.network.Crossings;
import io.fieldway.node.network.Network;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The nodes beyond this one, as its broker sees them.
final class Outside implements Beyond {
  private final String self;
  private final Custody custody;
  private final Source source;
  private final OwnInterest interest;
  @Var private List<String> others = List.of();
  @Var private @Nullable Network network;

  Outside(String self, Custody custody, Source source, OwnInterest interest) {
    this.self = self;
    this.custody = custody;
    this.source = source;
    this.interest = interest;
  }

  void begin(Network known) {
    network = known;
  }

  OwnInterest interest() {
    return interest;
  }

  /// Other nodes have come to be known, or are not any more.
  void recount(Collection<String> nodes) {
    others = nodes.stream().filter(each -> !each.equals(self)).toList();
  }

  private long weight(String topic, String node) {
    if (network == null) {
      throw new IllegalStateException("the mesh has not begun");
    }
    Crossings crossings = network.crossings();
    return (crossings.isActive() ? crossings.weight(topic, node) : network.paths().weight(node))
        .orElse(Long.MAX_VALUE);
  }

  @Override
  public Optional<String> nearest(String topic, Collection<String> nodes) {
    @Var Optional<String> nearest = Optional.empty();
    @Var long least = Long.MAX_VALUE;
    for (String node : nodes) {
      long weight = weight(topic, node);
      boolean first = nearest.isEmpty() || node.compareTo(nearest.get()) < 0;
      if (weight < least || (weight == least && weight != Long.MAX_VALUE && first)) {
        least = weight;
        nearest = Optional.of(node);
      }
    }
    return nearest;
  }

  @Override
  public Collection<String> others() {
    return others;
  }

  @Override
  public boolean hasRoom(long bytes, List<Addressee> addressees) {
    return custody.hasRoom(bytes, addressees);
  }

  @Override
  public void forward(Onward message, List<Addressee> addressees, long now) {
    source.take(message, addressees, now);
  }

  @Override
  public void subscribed(String filter) {
    interest.add(filter);
  }

  @Override
  public void unsubscribed(String filter) {
    interest.remove(filter);
  }
}
